/* invert: a counting sort of words by their terms.  They are gone through twice: to count, and to
   put each at its place. */

typedef struct {
    uint32_t run;      /* the document in which it was seen last, counted from 1 */
    uint32_t postings; /* counted, then where the next is put */
    uint32_t words;
} Term;

typedef struct {
    Py_buffer numbers, ranks, documents, sizes;
    size_t words, known, texts, terms;
    int has_gap;
    uint64_t gap;
} Given;

typedef struct {
    uint32_t *starts, *docs, *freqs, *places, *positions; /* positions may be NULL */
} Postings;

/* Look at an object as numbers of 32 bits; TypeError or ValueError where it has none. */
static int
view_of(PyObject *object, Py_buffer *view, size_t *count)
{
    if (PyObject_GetBuffer(object, view, PyBUF_ND | PyBUF_FORMAT) < 0) {
        return -1;
    }
    const char *format = view->format ? view->format : "B";
    size_t length = strlen(format);
    const char *known = view->itemsize == 4 ? "iIlL" : view->itemsize == 1 ? "bBc" : "";
    const char *fault = NULL;
    if (length == 0 || length > 2 || strchr(known, format[length - 1]) == NULL ||
        (length == 2 && strchr(PY_LITTLE_ENDIAN ? "@=<" : "@=>!", format[0]) == NULL)) {
        fault = "numbers of 32 bits are wanted";
    } else if (view->len % 4) {
        fault = "the bytes are no whole numbers of 32 bits";
    } else if (view->len && (uintptr_t)view->buf % sizeof(uint32_t)) {
        fault = "the numbers are not aligned";
    } else if ((uint64_t)view->len / 4 >= UINT32_MAX) {
        fault = "there are too many numbers";
    }
    if (fault) {
        PyErr_SetString(PyExc_ValueError, fault);
        PyBuffer_Release(view); /* makes view->obj NULL */
        return -1;
    }
    *count = (size_t)view->len / 4;
    return 0;
}

/* Count words and postings by term; -1 with ValueError where anything is out of range. */
static int
count_words(const Given *given, Term *terms)
{
    const uint32_t *number = given->numbers.buf, *ranks = given->ranks.buf;
    const uint32_t *documents = given->documents.buf, *sizes = given->sizes.buf;
    size_t left = given->words;
    uint32_t run = 0;
    uint64_t position = 0;
    for (size_t text = 0; text < given->texts; text++) {
        if (text == 0 || documents[text] != documents[text - 1]) {
            if (text && documents[text] < documents[text - 1]) {
                PyErr_SetString(PyExc_ValueError, "the documents are not in order");
                return -1;
            }
            run++;
            position = 0;
        }
        size_t size = sizes[text];
        if (size > left) {
            PyErr_SetString(PyExc_ValueError, "the texts have more words than there are");
            return -1;
        }
        position += size + given->gap;
        if (position > UINT32_MAX) {
            PyErr_SetString(PyExc_ValueError, "a document is too long");
            return -1;
        }
        left -= size;
        for (const uint32_t *end = number + size; number < end; number++) {
            if (*number >= given->known || ranks[*number] >= given->terms) {
                PyErr_SetString(PyExc_ValueError, "a number is out of range");
                return -1;
            }
            Term *term = &terms[ranks[*number]];
            term->words++;
            if (term->run != run) {
                term->run = run;
                term->postings++;
            }
        }
    }
    if (left) {
        PyErr_SetString(PyExc_ValueError, "the texts have fewer words than there are");
        return -1;
    }
    return 0;
}

/* Make counts of terms the places where each begins; return how many postings there are. */
static size_t
make_places(Term *terms, size_t count, uint32_t *starts, uint32_t *places)
{
    uint32_t postings = 0, words = 0;
    for (size_t at = 0; at < count; at++) {
        starts[at] = postings;
        places[at] = words;
        postings += terms[at].postings;
        words += terms[at].words;
        terms[at] = (Term){0, starts[at], places[at]};
    }
    starts[count] = postings;
    places[count] = words;
    return postings;
}

/* Put each word at its place.  ``count_words`` has checked the numbers, and they do not change:
   the lock of the interpreter is held. */
static void
put_words(const Given *given, Term *terms, const Postings *postings)
{
    const uint32_t *number = given->numbers.buf, *ranks = given->ranks.buf;
    const uint32_t *documents = given->documents.buf, *sizes = given->sizes.buf;
    uint32_t run = 0, position = 0;
    for (size_t text = 0; text < given->texts; text++) {
        if (text == 0 || documents[text] != documents[text - 1]) {
            run++;
            position = 0;
        }
        for (const uint32_t *end = number + sizes[text]; number < end; number++) {
            Term *term = &terms[ranks[*number]];
            if (term->run != run) {
                term->run = run;
                postings->docs[term->postings] = documents[text];
                postings->freqs[term->postings++] = 1;
            } else {
                postings->freqs[term->postings - 1]++;
            }
            if (postings->positions) {
                postings->positions[term->words++] = position++;
            }
        }
        position += (uint32_t)given->gap;
    }
}

/* Return bytes for so many numbers of 32 bits, and in ``items`` where they stand. */
static PyObject *
room(size_t count, uint32_t **items)
{
    if (count > PY_SSIZE_T_MAX / sizeof(uint32_t)) {
        return PyErr_NoMemory();
    }
    PyObject *bytes = PyBytes_FromStringAndSize(NULL, (Py_ssize_t)(count * sizeof(uint32_t)));
    if (bytes) {
        *items = (uint32_t *)(void *)PyBytes_AsString(bytes);
    }
    return bytes;
}

static PyObject *
inverted(const Given *given)
{
    PyObject *made[5] = {NULL}, *result = NULL;
    Postings postings = {NULL, NULL, NULL, NULL, NULL};
    Term *terms = PyMem_Calloc(given->terms ? given->terms : 1, sizeof(Term));
    if (terms == NULL) {
        return PyErr_NoMemory();
    }
    if (count_words(given, terms) < 0 || !(made[0] = room(given->terms + 1, &postings.starts)) ||
        !(made[3] = room(given->terms + 1, &postings.places))) {
        goto done;
    }
    size_t found = make_places(terms, given->terms, postings.starts, postings.places);
    if (!(made[1] = room(found, &postings.docs)) || !(made[2] = room(found, &postings.freqs)) ||
        (given->has_gap && !(made[4] = room(given->words, &postings.positions)))) {
        goto done;
    }
    put_words(given, terms, &postings);
    result = PyTuple_Pack(5, made[0], made[1], made[2], made[3], made[4] ? made[4] : Py_None);
done:
    for (int at = 0; at < 5; at++) {
        Py_XDECREF(made[at]);
    }
    PyMem_Free(terms);
    return result;
}

static PyObject *
invert(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *numbers, *ranks, *documents, *sizes, *gap, *result = NULL;
    Py_ssize_t terms;
    if (!PyArg_ParseTuple(args, "OOnOOO:invert", &numbers, &ranks, &terms, &documents, &sizes,
                          &gap)) {
        return NULL;
    }
    Given given = {.has_gap = gap != Py_None};
    if (given.has_gap) {
        long long wanted = PyLong_AsLongLong(gap);
        if (wanted == -1 && PyErr_Occurred()) {
            return NULL;
        }
        given.gap = (uint64_t)wanted; /* below 0 it is out of range, too */
    }
    if (terms < 0 || (uint64_t)terms >= UINT32_MAX || given.gap > UINT32_MAX) {
        PyErr_SetString(PyExc_ValueError, "a number is out of range");
        return NULL;
    }
    given.terms = (size_t)terms;
    size_t texts;
    if (view_of(numbers, &given.numbers, &given.words) == 0 &&
        view_of(ranks, &given.ranks, &given.known) == 0 &&
        view_of(documents, &given.documents, &given.texts) == 0 &&
        view_of(sizes, &given.sizes, &texts) == 0) {
        if (texts == given.texts) {
            result = inverted(&given);
        } else {
            PyErr_SetString(PyExc_ValueError, "each text has one document and one size");
        }
    }
    PyBuffer_Release(&given.numbers); /* does nothing where there is no view */
    PyBuffer_Release(&given.ranks);
    PyBuffer_Release(&given.documents);
    PyBuffer_Release(&given.sizes);
    return result;
}
