/* The inner loops of searching, compiled: words become documents with scores, and sets of those one.

   gathering.py and sets.py do the same in numpy, and say what is given and returned; sums are added
   up in the same order, so that no score differs.  Only the limited API of Python 3.11 is used, so
   that one binary serves it and all later versions. */

#define PY_SSIZE_T_CLEAN
#define Py_LIMITED_API 0x030B0000
#include <Python.h>
#include <stdint.h>
#include <string.h>

/* ------------------------------------------------------------------------------------------------
   Runs: documents in order, and a number for each, in two bytearrays. */

typedef struct {
    PyObject *kept_docs, *kept_values; /* NULL where there are none */
    int64_t *docs;
    double *values;
    size_t count, room;
} Run;

static void
run_free(Run *run)
{
    Py_XDECREF(run->kept_docs);
    Py_XDECREF(run->kept_values);
    *run = (Run){NULL, NULL, NULL, NULL, 0, 0};
}

static int
resized(PyObject **bytes, size_t count)
{
    if (count > PY_SSIZE_T_MAX / 16) {
        PyErr_NoMemory();
        return -1;
    }
    if (*bytes == NULL) {
        *bytes = PyByteArray_FromStringAndSize(NULL, (Py_ssize_t)(count * 8));
        return *bytes ? 0 : -1;
    }
    return PyByteArray_Resize(*bytes, (Py_ssize_t)(count * 8));
}

/* Give a run another room; one that has no values yet keeps none, unless they are wanted. */
static int
run_resize(Run *run, size_t room, int with_values)
{
    run->room = 0;
    if (resized(&run->kept_docs, room) < 0) {
        return -1;
    }
    run->docs = (int64_t *)(void *)PyByteArray_AsString(run->kept_docs);
    if (with_values) {
        if (resized(&run->kept_values, room) < 0) {
            return -1;
        }
        run->values = (double *)(void *)PyByteArray_AsString(run->kept_values);
    }
    run->room = room;
    return 0;
}

static int
run_reserve(Run *run, size_t more, int with_values)
{
    if (more <= run->room - run->count && run->kept_docs) {
        return 0;
    }
    size_t room = run->count + more;
    return run_resize(run, run->count ? room + room / 4 : room, with_values);
}

/* Return the documents and the values, None where there are none; the run is empty then. */
static PyObject *
run_taken(Run *run)
{
    PyObject *found = NULL;
    int with_values = run->kept_values != NULL;
    if (run_resize(run, run->count, with_values) == 0) {
        found = PyTuple_Pack(2, run->kept_docs, with_values ? run->kept_values : Py_None);
    }
    run_free(run);
    return found;
}

/* Return the documents and the values as lists. */
static PyObject *
run_listed(const Run *run)
{
    PyObject *docs = PyList_New((Py_ssize_t)run->count), *result = NULL;
    PyObject *values = PyList_New((Py_ssize_t)run->count);
    for (Py_ssize_t at = 0; docs && values && at < (Py_ssize_t)run->count; at++) {
        PyObject *doc = PyLong_FromLongLong(run->docs[at]);
        PyObject *value = PyFloat_FromDouble(run->values[at]);
        if (doc == NULL || value == NULL) {
            Py_XDECREF(doc);
            Py_XDECREF(value);
            goto done;
        }
        PyList_SetItem(docs, at, doc); /* takes it */
        PyList_SetItem(values, at, value);
    }
    if (docs && values) {
        result = PyTuple_Pack(2, docs, values);
    }
done:
    Py_XDECREF(docs);
    Py_XDECREF(values);
    return result;
}

/* Return the first place from ``from`` on whose document is not before ``doc``: near, it is soon
   found, for the steps grow. */
static size_t
galloped(const int64_t *docs, size_t count, size_t from, int64_t doc)
{
    size_t low = from, step = 1;
    while (low < count && docs[low] < doc) {
        from = low + 1;
        low = step < count - low ? low + step : count;
        step *= 2;
    }
    while (from < low) {
        size_t middle = from + (low - from) / 2;
        if (docs[middle] < doc) {
            from = middle + 1;
        } else {
            low = middle;
        }
    }
    return from;
}

/* Documents with their values, which somebody else keeps; without values they are 0. */
typedef struct {
    const int64_t *docs;
    const double *values;
    size_t count;
} Given;

/* Add a few documents to a run of many: those that it has not are put in at the end. */
static int
add_few(Run *run, Given few)
{
    int result = -1;
    size_t missing = 0, at = 0;
    size_t *places = PyMem_Malloc(few.count * 2 * sizeof(size_t));
    if (places == NULL) {
        PyErr_NoMemory();
        return -1;
    }
    size_t *of_few = places + few.count;
    for (size_t n = 0; n < few.count; n++) {
        at = galloped(run->docs, run->count, at, few.docs[n]);
        if (at < run->count && run->docs[at] == few.docs[n]) {
            if (run->values) {
                run->values[at] += few.values ? few.values[n] : 0.0;
            }
        } else {
            places[missing] = at;
            of_few[missing++] = n;
        }
    }
    if (run_reserve(run, missing, run->values != NULL) < 0) {
        goto done;
    }
    size_t end = run->count;
    run->count += missing;
    while (missing--) {
        size_t place = places[missing], moved = place + missing + 1;
        memmove(run->docs + moved, run->docs + place, (end - place) * sizeof(int64_t));
        run->docs[moved - 1] = few.docs[of_few[missing]];
        if (run->values) {
            memmove(run->values + moved, run->values + place, (end - place) * sizeof(double));
            run->values[moved - 1] = few.values ? few.values[of_few[missing]] : 0.0;
        }
        end = place;
    }
    result = 0;
done:
    PyMem_Free(places);
    return result;
}

/* Add documents to a run.  Which of two comes first cannot be foreseen, so nothing branches on it. */
static int
add(Run *run, Given more)
{
    if (more.count == 0) {
        return 0;
    }
    if (more.count < run->count / 8) {
        return add_few(run, more);
    }
    Run sum = {NULL, NULL, NULL, NULL, 0, 0};
    if (run_resize(&sum, run->count + more.count, run->values != NULL) < 0) {
        run_free(&sum);
        return -1;
    }
    size_t i = 0, j = 0, n = 0;
    const int64_t *a = run->docs, *b = more.docs;
    if (run->values == NULL) {
        while (i < run->count && j < more.count) {
            int64_t left = a[i], right = b[j];
            sum.docs[n++] = left < right ? left : right;
            i += left <= right;
            j += right <= left;
        }
    } else {
        const double zero[1] = {0.0}, *others = more.values ? more.values : zero;
        size_t stride = more.values != NULL;
        while (i < run->count && j < more.count) {
            int64_t left = a[i], right = b[j];
            double mine = left <= right ? run->values[i] : 0.0;
            double other = right <= left ? others[j * stride] : 0.0;
            sum.docs[n] = left < right ? left : right;
            sum.values[n++] = mine + other;
            i += left <= right;
            j += right <= left;
        }
    }
    size_t rest = run->count - i, tail = more.count - j;
    memcpy(sum.docs + n, a + i, rest * sizeof(int64_t));
    memcpy(sum.docs + n + rest, b + j, tail * sizeof(int64_t));
    if (sum.values) {
        memcpy(sum.values + n, run->values + i, rest * sizeof(double));
        for (size_t at = 0; at < tail; at++) {
            sum.values[n + rest + at] = more.values ? more.values[j + at] : 0.0;
        }
    }
    sum.count = n + rest + tail;
    run_free(run);
    *run = sum;
    return 0;
}

static Given
run_given(const Run *run)
{
    return (Given){run->docs, run->values, run->count};
}

/* ------------------------------------------------------------------------------------------------
   A source: the postings of a field in one segment, mapped from its file. */

enum {
    KEYS, ENDS, TERMS, STARTS, DOCS, ABOVE, FREQS, LARGE_PLACES, LARGE, WEIGHTS, POSITIONS, PLACES,
    COLUMNS
};

typedef struct {
    Py_buffer view; /* without an object where the field has no such column */
    size_t count, width;
    size_t start; /* where in the file it begins */
} Column;

typedef struct {
    PyObject_HEAD
    Column columns[COLUMNS];
    Py_buffer seen;  /* by block of the file, whether it is checked */
    PyObject *check; /* checks the blocks of two places of the file, and what lies between */
    size_t block;    /* its size */
    Py_buffer alive; /* by document; without an object where all are */
    size_t offset, size;
} Source;

static int
fault(const char *said)
{
    PyErr_SetString(PyExc_ValueError, said);
    return -1;
}

static int
has(const Column *column)
{
    return column->view.obj != NULL;
}

static uint64_t
number(const Column *column, size_t at)
{
    switch (column->width) {
    case 1:
        return ((const uint8_t *)column->view.buf)[at];
    case 2:
        return ((const uint16_t *)column->view.buf)[at];
    case 4:
        return ((const uint32_t *)column->view.buf)[at];
    default:
        return ((const uint64_t *)column->view.buf)[at];
    }
}

/* See to it that numbers of a column, which it has, are as they were written. */
static int
checked(Source *self, int which, size_t first, size_t until)
{
    const Column *column = &self->columns[which];
    size_t start = column->start + first * column->width;
    size_t end = column->start + until * column->width;
    size_t block = start / self->block, after = end / self->block + (end % self->block != 0);
    if (after > (size_t)self->seen.len) {
        return fault("an array lies outside its file");
    }
    if (block >= after || !memchr((const char *)self->seen.buf + block, 0, after - block)) {
        return 0;
    }
    PyObject *answer =
        PyObject_CallFunction(self->check, "nn", (Py_ssize_t)start, (Py_ssize_t)end);
    Py_XDECREF(answer);
    return answer ? 0 : -1;
}

/* Get a buffer of numbers of some width; 0 is any of 1, 2, 4 and 8 bytes.  Of floats ``kind`` is
   'f', of numbers 'i'. */
static int
buffer(PyObject *object, Py_buffer *view, size_t width, char kind, size_t *count)
{
    if (PyObject_GetBuffer(object, view, PyBUF_ND | PyBUF_FORMAT) < 0) {
        return -1;
    }
    const char *format = view->format ? view->format : "B";
    size_t length = strlen(format), found = (size_t)view->itemsize;
    const char *known = kind == 'f' ? "fd" : "bBhHiIlLqQ?";
    int is_known = length && length <= 2 && strchr(known, format[length - 1]) &&
                   (length == 1 || strchr(PY_LITTLE_ENDIAN ? "@=<" : "@=>!", format[0]));
    int is_bytes = kind != 'f' && found == 1 && width > 1; /* raw, as the functions here give them */
    if (is_bytes || (kind == 'f' && found == 1)) {
        found = width ? width : 1;
        is_known = 1;
    }
    const char *said = NULL;
    if (!is_known || (width && found != width) || (found & (found - 1)) || found > 8) {
        said = "an array has not the type that is wanted";
    } else if ((size_t)view->len % found) {
        said = "an array ends within a number";
    } else if (view->len && (uintptr_t)view->buf % found) {
        said = "an array is not aligned";
    }
    if (said) {
        PyBuffer_Release(view); /* makes view->obj NULL */
        return fault(said);
    }
    *count = (size_t)view->len / found;
    return 0;
}

static int
column_from(PyObject *given, Column *column, int which)
{
    static const size_t WIDTHS[COLUMNS] = {
        [KEYS] = 8, [TERMS] = 1, [DOCS] = 2, [FREQS] = 1, [WEIGHTS] = 4};
    if (given == Py_None) {
        return 0;
    }
    PyObject *values;
    Py_ssize_t start;
    if (!PyTuple_Check(given)) {
        PyErr_SetString(PyExc_TypeError, "a column is its numbers and where they begin");
        return -1;
    }
    if (!PyArg_ParseTuple(given, "On", &values, &start) ||
        buffer(values, &column->view, WIDTHS[which], which == WEIGHTS ? 'f' : 'i',
               &column->count) < 0) {
        return -1;
    }
    column->width = column->count ? (size_t)column->view.len / column->count : 1;
    column->start = (size_t)start;
    if (start < 0 || (size_t)start > (size_t)PY_SSIZE_T_MAX - (size_t)column->view.len) {
        return fault("a column begins nowhere");
    }
    return 0;
}

/* See to it that the columns are there and are of one field. */
static int
fits(const Source *self)
{
    const Column *columns = self->columns;
    size_t terms = columns[KEYS].count, postings = columns[DOCS].count;
    if (!has(&columns[KEYS]) || !has(&columns[ENDS]) || !has(&columns[TERMS]) ||
        !has(&columns[STARTS]) || !has(&columns[DOCS])) {
        return fault("a column is missing");
    }
    if (columns[ENDS].count != terms || columns[STARTS].count != terms + 1 ||
        (has(&columns[PLACES]) && columns[PLACES].count != terms + 1) ||
        (has(&columns[ABOVE]) && columns[ABOVE].count != postings) ||
        (has(&columns[FREQS]) && columns[FREQS].count != postings) ||
        (has(&columns[WEIGHTS]) && columns[WEIGHTS].count != postings) ||
        has(&columns[LARGE]) != has(&columns[LARGE_PLACES]) ||
        columns[LARGE].count != columns[LARGE_PLACES].count) {
        return fault("the columns are not of one length");
    }
    return 0;
}

static PyObject *
source_new(PyTypeObject *type, PyObject *args, PyObject *keywords)
{
    static char *names[] = {"columns", "seen", "check", "block", "alive", "offset", "size", NULL};
    PyObject *columns, *seen, *check, *alive, *given = NULL;
    Py_ssize_t block, offset, size;
    if (!PyArg_ParseTupleAndKeywords(args, keywords, "OOOnOnn:Source", names, &columns, &seen,
                                     &check, &block, &alive, &offset, &size)) {
        return NULL;
    }
    const Py_ssize_t most = (Py_ssize_t)1 << (sizeof(Py_ssize_t) * 8 - 8);
    if (block < 1 || offset < 0 || size < 0 || offset > most || size > most) {
        fault("a number is out of range");
        return NULL;
    }
    Source *self = (Source *)PyType_GenericAlloc(type, 0); /* all zeros */
    if (self == NULL) {
        return NULL;
    }
    Py_INCREF(check);
    self->check = check;
    self->block = (size_t)block;
    self->offset = (size_t)offset;
    self->size = (size_t)size;
    size_t count;
    if (buffer(seen, &self->seen, 1, 'i', &count) < 0 || !(given = PySequence_Tuple(columns))) {
        goto failed;
    }
    if (PyTuple_Size(given) != COLUMNS) {
        fault("another number of columns is wanted");
        goto failed;
    }
    for (int which = 0; which < COLUMNS; which++) {
        if (column_from(PyTuple_GetItem(given, which), &self->columns[which], which) < 0) {
            goto failed;
        }
    }
    if (alive != Py_None) {
        if (buffer(alive, &self->alive, 1, 'i', &count) < 0) {
            goto failed;
        }
        if (count != self->size) {
            fault("each document is alive or is not");
            goto failed;
        }
    }
    if (fits(self) < 0) {
        goto failed;
    }
    Py_DECREF(given);
    return (PyObject *)self;
failed:
    Py_XDECREF(given);
    Py_DECREF(self);
    return NULL;
}

static int
source_traverse(PyObject *object, visitproc visit, void *arg)
{
    Py_VISIT(Py_TYPE(object));
    Py_VISIT(((Source *)object)->check);
    return 0;
}

static int
source_clear(PyObject *object)
{
    Source *self = (Source *)object;
    PyObject *check = self->check;
    Py_INCREF(Py_None); /* is no callable: who still asks is told so */
    self->check = Py_None;
    Py_XDECREF(check);
    return 0;
}

static void
source_dealloc(PyObject *object)
{
    Source *self = (Source *)object;
    PyTypeObject *type = Py_TYPE(object);
    PyObject_GC_UnTrack(object);
    for (int which = 0; which < COLUMNS; which++) {
        PyBuffer_Release(&self->columns[which].view); /* does nothing where there is no view */
    }
    PyBuffer_Release(&self->seen);
    PyBuffer_Release(&self->alive);
    Py_XDECREF(self->check);
    PyObject_GC_Del(object);
    Py_DECREF(type);
}

/* ------------------------------------------------------------------------------------------------
   The lexicon of a source: the first 8 bytes of each term as a number, then the terms whole. */

typedef struct {
    const char *bytes;
    size_t size;
    uint64_t key;
} Text;

static uint64_t
key_of(const char *bytes, size_t size)
{
    uint64_t key = 0;
    for (size_t at = 0; at < 8; at++) {
        key = key << 8 | (at < size ? (unsigned char)bytes[at] : 0);
    }
    return key;
}

/* Say in ``order`` whether a term is before the text (-1), is it (0), or behind. */
static int
compared(Source *self, size_t ordinal, const Text *text, int *order)
{
    uint64_t key = ((const uint64_t *)self->columns[KEYS].view.buf)[ordinal];
    if (key != text->key) {
        *order = key < text->key ? -1 : 1;
        return 0;
    }
    if (checked(self, ENDS, ordinal ? ordinal - 1 : 0, ordinal + 1) < 0) {
        return -1;
    }
    uint64_t start = ordinal ? number(&self->columns[ENDS], ordinal - 1) : 0;
    uint64_t end = number(&self->columns[ENDS], ordinal);
    if (start > end || end > self->columns[TERMS].count) {
        return fault("a term lies outside the lexicon");
    }
    if (checked(self, TERMS, (size_t)start, (size_t)end) < 0) {
        return -1;
    }
    size_t size = (size_t)(end - start), both = size < text->size ? size : text->size;
    *order = memcmp((const char *)self->columns[TERMS].view.buf + start, text->bytes, both);
    if (*order == 0) {
        *order = (size > text->size) - (size < text->size);
    }
    return 0;
}

/* Find the ordinal, from ``low`` on, of the first term that is not before the text. */
static int
first_from(Source *self, const Text *text, size_t low, size_t *found)
{
    size_t high = self->columns[KEYS].count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order;
        if (compared(self, middle, text, &order) < 0) {
            return -1;
        }
        if (order < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    *found = low;
    return 0;
}

/* Terms from one text on to before another, or to the last one, and how much each counts. */
typedef struct {
    Text first, until;
    int is_open; /* goes on to the last term */
    double factor;
} Choice;

/* What was chosen in a source: ``terms`` many, whose postings lie in one piece. */
typedef struct {
    size_t ordinal, terms, first, until;
    double factor;
} Extent;

static int
extent(Source *self, const Choice *choice, Extent *found)
{
    const size_t terms = self->columns[KEYS].count;
    size_t low, high;
    int order = -1;
    *found = (Extent){0, 0, 0, 0, choice->factor};
    if (checked(self, KEYS, 0, terms) < 0 || first_from(self, &choice->first, 0, &low) < 0) {
        return -1;
    }
    for (high = choice->is_open ? terms : low; high < terms && high < low + 2; high++) {
        if (compared(self, high, &choice->until, &order) < 0) {
            return -1;
        }
        if (order >= 0) {
            break;
        }
    }
    /* Nearly always there is one term, or none. */
    if (order < 0 && high < terms && first_from(self, &choice->until, high, &high) < 0) {
        return -1;
    }
    if (low == high) {
        return 0;
    }
    if (checked(self, STARTS, low, low + 1) < 0 || checked(self, STARTS, high, high + 1) < 0) {
        return -1;
    }
    uint64_t first = number(&self->columns[STARTS], low);
    uint64_t until = number(&self->columns[STARTS], high);
    if (first > until || until > self->columns[DOCS].count) {
        return fault("a term has postings where there are none");
    }
    *found = (Extent){low, high - low, (size_t)first, (size_t)until, choice->factor};
    return 0;
}

/* ------------------------------------------------------------------------------------------------
   Postings become documents, in the numbers of all segments, and what they count. */

static int
load_docs(Source *self, size_t first, size_t count, int64_t *docs)
{
    if (checked(self, DOCS, first, first + count) < 0) {
        return -1;
    }
    const uint16_t *low = (const uint16_t *)self->columns[DOCS].view.buf + first;
    const Column *above = &self->columns[ABOVE];
    uint64_t most = 0;
    if (has(above)) {
        if (checked(self, ABOVE, first, first + count) < 0) {
            return -1;
        }
        for (size_t at = 0; at < count; at++) {
            uint64_t doc = low[at] | number(above, first + at) << 16;
            most = doc > most ? doc : most;
            docs[at] = (int64_t)(doc + self->offset);
        }
    } else {
        uint16_t highest = 0;
        for (size_t at = 0; at < count; at++) {
            highest = low[at] > highest ? low[at] : highest;
            docs[at] = (int64_t)(low[at] + self->offset);
        }
        most = highest;
    }
    if (count && most >= self->size) {
        return fault("a posting is of a document that is not there");
    }
    return 0;
}

/* Find which of the large frequencies lie from a place of the postings on. */
static int
large_from(Source *self, size_t first, size_t *found)
{
    const Column *places = &self->columns[LARGE_PLACES];
    size_t low = 0, high = places->count;
    if (!has(places)) {
        *found = 0;
        return 0;
    }
    if (checked(self, LARGE_PLACES, 0, high) < 0 || checked(self, LARGE, 0, high) < 0) {
        return -1;
    }
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (number(places, middle) < first) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    *found = low;
    return 0;
}

static int
load_values(Source *self, size_t first, size_t count, double factor, double *values)
{
    const Column *weights = &self->columns[WEIGHTS], *freqs = &self->columns[FREQS];
    if (has(weights)) {
        if (checked(self, WEIGHTS, first, first + count) < 0) {
            return -1;
        }
        const float *given = (const float *)weights->view.buf + first;
        for (size_t at = 0; at < count; at++) {
            values[at] = given[at];
        }
    } else if (has(freqs)) {
        size_t large;
        if (checked(self, FREQS, first, first + count) < 0 || large_from(self, first, &large) < 0) {
            return -1;
        }
        const uint8_t *given = (const uint8_t *)freqs->view.buf + first;
        for (size_t at = 0; at < count; at++) {
            values[at] = given[at];
        }
        const Column *places = &self->columns[LARGE_PLACES];
        for (; large < places->count; large++) {
            uint64_t place = number(places, large);
            if (place < first || place - first >= count) {
                break;
            }
            values[place - first] = (double)number(&self->columns[LARGE], large);
        }
    } else {
        for (size_t at = 0; at < count; at++) {
            values[at] = 1.0;
        }
    }
    if (factor != 1.0) {
        for (size_t at = 0; at < count; at++) {
            values[at] *= factor;
        }
    }
    return 0;
}

/* Load postings, and return how many are of documents alive; -1 is an error.  Without ``values``
   only the documents are wanted. */
static Py_ssize_t
load(Source *self, size_t first, size_t count, double factor, int64_t *docs, double *values)
{
    if (load_docs(self, first, count, docs) < 0 ||
        (values && load_values(self, first, count, factor, values) < 0)) {
        return -1;
    }
    if (self->alive.obj == NULL) {
        return (Py_ssize_t)count;
    }
    const char *alive = self->alive.buf;
    size_t kept = 0;
    for (size_t at = 0; at < count; at++) {
        docs[kept] = docs[at];
        if (values) {
            values[kept] = values[at];
        }
        kept += alive[docs[at] - (int64_t)self->offset] != 0;
    }
    return (Py_ssize_t)kept;
}

/* Append the documents of some extents, each once and in order, with the sums of what they count:
   in an array by document, in which nothing is read that was not written. */
static int
tally(Source *self, const Extent *extents, size_t count, int scored, Run *run)
{
    enum { TOGETHER = 512 };
    int64_t docs[TOGETHER];
    double values[TOGETHER];
    int result = -1;
    size_t words = self->size / 64 + 1, found = 0;
    uint64_t *held = PyMem_Calloc(words, sizeof(uint64_t));
    double *sums = scored ? PyMem_Malloc((self->size + 1) * sizeof(double)) : NULL;
    if (held == NULL || (scored && sums == NULL)) {
        PyErr_NoMemory();
        goto done;
    }
    for (size_t at = 0; at < count; at++) {
        for (size_t first = extents[at].first; first < extents[at].until; first += TOGETHER) {
            size_t left = extents[at].until - first;
            Py_ssize_t loaded = load(self, first, left < TOGETHER ? left : TOGETHER,
                                     extents[at].factor, docs, scored ? values : NULL);
            if (loaded < 0) {
                goto done;
            }
            for (Py_ssize_t n = 0; n < loaded; n++) {
                size_t doc = (size_t)docs[n] - self->offset;
                uint64_t bit = (uint64_t)1 << doc % 64, here = held[doc / 64];
                if (scored) {
                    sums[doc] = here & bit ? sums[doc] + values[n] : values[n];
                }
                found += !(here & bit);
                held[doc / 64] = here | bit;
            }
        }
    }
    if (run_reserve(run, found, scored) < 0) {
        goto done;
    }
    for (size_t word = 0; word < words; word++) {
        uint64_t bits = held[word];
        for (size_t doc = word * 64; bits; doc++, bits >>= 1) {
            if ((bits & 0xff) == 0) {
                bits >>= 7;
                doc += 7;
            } else if (bits & 1) {
                run->docs[run->count] = (int64_t)(doc + self->offset);
                if (scored) {
                    run->values[run->count] = sums[doc];
                }
                run->count++;
            }
        }
    }
    result = 0;
done:
    PyMem_Free(held);
    PyMem_Free(sums);
    return result;
}

/* Append the documents of what is chosen in a source. */
static int
choose(Source *self, const Choice *choices, size_t count, int scored, Run *run)
{
    int result = -1;
    size_t terms = 0, some = 0;
    Extent one, *extents = count == 1 ? &one : PyMem_Malloc(count * sizeof(Extent));
    if (extents == NULL) {
        PyErr_NoMemory();
        return -1;
    }
    for (size_t at = 0; at < count; at++) {
        if (extent(self, &choices[at], &extents[some]) < 0) {
            goto done;
        }
        terms += extents[some].terms;
        some += extents[some].terms != 0;
    }
    if (terms > 1) {
        result = tally(self, extents, some, scored, run);
    } else if (terms == 1) { /* its documents are in order, each once */
        size_t postings = extents[0].until - extents[0].first;
        if (run_reserve(run, postings, scored) < 0) {
            goto done;
        }
        Py_ssize_t kept = load(self, extents[0].first, postings, extents[0].factor,
                               run->docs + run->count, scored ? run->values + run->count : NULL);
        if (kept >= 0) {
            run->count += (size_t)kept;
            result = 0;
        }
    } else {
        result = 0;
    }
done:
    if (extents != &one) {
        PyMem_Free(extents);
    }
    return result;
}

/* ------------------------------------------------------------------------------------------------
   Windows: how often terms stand together in the documents of a source. */

/* The postings of one term, walked along. */
typedef struct {
    Extent extent;
    size_t row;     /* the next of its postings */
    size_t place;   /* where the positions of that row begin */
    size_t last;    /* where those of the term end */
    size_t large;   /* the next of the large frequencies */
    size_t begin, count; /* where the positions in the document at hand are, and how many */
} Walk;

static uint64_t
doc_at(const Source *self, size_t place)
{
    uint64_t doc = ((const uint16_t *)self->columns[DOCS].view.buf)[place];
    return has(&self->columns[ABOVE]) ? doc | number(&self->columns[ABOVE], place) << 16 : doc;
}

/* Return how often the term stands in the documents from the next row to before another. */
static size_t
frequency(const Source *self, Walk *walk, size_t until)
{
    if (!has(&self->columns[FREQS])) {
        return until - walk->row;
    }
    const uint8_t *freqs = self->columns[FREQS].view.buf;
    const Column *places = &self->columns[LARGE_PLACES];
    size_t sum = 0;
    for (size_t row = walk->row; row < until; row++) {
        sum += freqs[row];
    }
    for (; walk->large < places->count; walk->large++) {
        uint64_t place = number(places, walk->large);
        if (place < walk->row || place >= until) {
            break;
        }
        sum += (size_t)number(&self->columns[LARGE], walk->large) - freqs[place];
    }
    return sum;
}

static int
passed(const Source *self, Walk *walk, size_t until, size_t *count)
{
    *count = frequency(self, walk, until);
    if (*count > walk->last - walk->place) {
        return fault("a term has more positions than there are");
    }
    walk->row = until;
    return 0;
}

/* Go to a document; 1 where the term stands in it, 0 where not, -1 for an error. */
static int
go_to(const Source *self, Walk *walk, uint64_t doc)
{
    size_t from = walk->row, low = from, step = 1, count = walk->extent.until;
    while (low < count && doc_at(self, low) < doc) {
        from = low + 1;
        low = step < count - low ? low + step : count;
        step *= 2;
    }
    while (from < low) {
        size_t middle = from + (low - from) / 2;
        if (doc_at(self, middle) < doc) {
            from = middle + 1;
        } else {
            low = middle;
        }
    }
    size_t skipped;
    if (passed(self, walk, from, &skipped) < 0) {
        return -1;
    }
    walk->place += skipped;
    if (from == count || doc_at(self, from) != doc) {
        return 0;
    }
    if (passed(self, walk, from + 1, &walk->count) < 0) {
        return -1;
    }
    walk->begin = walk->place;
    walk->place += walk->count;
    return 1;
}

static int
begin(Source *self, const Choice *choice, Walk *walk)
{
    const Column *places = &self->columns[PLACES];
    *walk = (Walk){{0, 0, 0, 0, 1.0}, 0, 0, 0, 0, 0, 0};
    if (extent(self, choice, &walk->extent) < 0) {
        return -1;
    }
    const Extent *found = &walk->extent;
    if (!found->terms) {
        return 0;
    }
    if (checked(self, DOCS, found->first, found->until) < 0 ||
        (has(&self->columns[ABOVE]) && checked(self, ABOVE, found->first, found->until) < 0) ||
        (has(&self->columns[FREQS]) && checked(self, FREQS, found->first, found->until) < 0) ||
        checked(self, PLACES, found->ordinal, found->ordinal + 2) < 0 ||
        large_from(self, found->first, &walk->large) < 0) {
        return -1;
    }
    uint64_t place = number(places, found->ordinal), last = number(places, found->ordinal + 1);
    if (place > last || last > self->columns[POSITIONS].count) {
        return fault("a term has positions where there are none");
    }
    walk->row = found->first;
    walk->place = (size_t)place;
    walk->last = (size_t)last;
    return checked(self, POSITIONS, walk->place, walk->last);
}

/* What is looked for: distinct terms, and for each place of the window which of them it is. */
typedef struct {
    Choice *choices;
    size_t distinct;
    size_t *which;  /* by place of the window */
    size_t *times;  /* by distinct term */
    size_t size;
    int64_t distance; /* -1 where the terms stand one behind the other */
} Window;

/* Return at how many places of the document at hand the terms stand one behind the other. */
static size_t
runs(const Source *self, const Walk *walks, const Window *window, size_t *at)
{
    const Column *positions = &self->columns[POSITIONS];
    size_t base = 0, found = 0;
    for (size_t n = 0; n < window->size; n++) {
        at[n] = walks[window->which[n]].begin;
        if (walks[window->which[n]].count < walks[window->which[base]].count) {
            base = n;
        }
    }
    const Walk *rare = &walks[window->which[base]];
    for (size_t place = rare->begin; place < rare->begin + rare->count; place++) {
        uint64_t position = number(positions, place);
        size_t n = 0;
        if (position < base) {
            continue;
        }
        for (; n < window->size; n++) {
            const Walk *walk = &walks[window->which[n]];
            uint64_t wanted = position - base + n;
            while (at[n] < walk->begin + walk->count && number(positions, at[n]) < wanted) {
                at[n]++;
            }
            if (at[n] == walk->begin + walk->count || number(positions, at[n]) != wanted) {
                break;
            }
        }
        found += n == window->size;
    }
    return found;
}

/* Return at how many places of terms all of them stand within the distance from there on. */
static size_t
close_by(const Source *self, const Walk *walks, const Window *window, size_t *at)
{
    const Column *positions = &self->columns[POSITIONS];
    size_t found = 0, *low = at, *high = at + window->distinct;
    for (size_t one = 0; one < window->distinct; one++) {
        for (size_t n = 0; n < window->distinct; n++) {
            low[n] = high[n] = walks[n].begin;
        }
        for (size_t place = walks[one].begin; place < walks[one].begin + walks[one].count; place++) {
            uint64_t first = number(positions, place);
            uint64_t last = first + (uint64_t)window->distance;
            size_t n = 0;
            for (; n < window->distinct; n++) {
                size_t end = walks[n].begin + walks[n].count;
                while (low[n] < end && number(positions, low[n]) < first) {
                    low[n]++;
                }
                while (high[n] < end && number(positions, high[n]) <= last) {
                    high[n]++;
                }
                if (high[n] < low[n] + window->times[n]) {
                    break;
                }
            }
            found += n == window->distinct;
        }
    }
    return found;
}

/* Append the documents of a source where the terms stand together, and at how many places. */
static int
windows_in(Source *self, const Window *window, Walk *walks, size_t *at, Run *run)
{
    const Column *columns = self->columns;
    size_t rare = 0;
    if (!has(&columns[POSITIONS]) || !has(&columns[PLACES])) {
        return 0;
    }
    for (size_t n = 0; n < window->distinct; n++) {
        if (begin(self, &window->choices[n], &walks[n]) < 0) {
            return -1;
        }
        const Extent *least = &walks[rare].extent, *found = &walks[n].extent;
        if (!found->terms) {
            return 0;
        }
        if (found->until - found->first < least->until - least->first) {
            rare = n;
        }
    }
    for (size_t row = walks[rare].row; row < walks[rare].extent.until; row++) {
        uint64_t doc = doc_at(self, row);
        if (doc >= self->size) {
            return fault("a posting is of a document that is not there");
        }
        if (self->alive.obj && !((const char *)self->alive.buf)[doc]) {
            continue;
        }
        int is_here = 1;
        for (size_t n = 0; n < window->distinct && is_here == 1; n++) {
            is_here = n == rare ? 1 : go_to(self, &walks[n], doc);
        }
        is_here = is_here == 1 ? go_to(self, &walks[rare], doc) : is_here;
        if (is_here < 0) {
            return -1;
        }
        size_t count = !is_here                ? 0
                       : window->distance < 0 ? runs(self, walks, window, at)
                                               : close_by(self, walks, window, at);
        if (count) {
            if (run_reserve(run, 1, 1) < 0) {
                return -1;
            }
            run->docs[run->count] = (int64_t)(doc + self->offset);
            run->values[run->count++] = (double)count;
        }
    }
    return 0;
}

/* ------------------------------------------------------------------------------------------------
   A field: its sources in the order of segments, and what a frequency in it is divided by. */

typedef struct {
    PyObject_HEAD
    PyObject *sources;  /* a tuple */
    Py_buffer codes;    /* by document which of the norms it has; without an object where none has */
    size_t code_width;
    Py_buffer norms;    /* floats of 64 bits */
    size_t norm_count;
} Field;

typedef struct {
    PyTypeObject *source, *field;
} State;

static State *
state_of(PyObject *module)
{
    return PyModule_GetState(module);
}

static PyObject *
field_new(PyTypeObject *type, PyObject *args, PyObject *keywords)
{
    static char *names[] = {"sources", "codes", "norms", NULL};
    PyObject *sources, *codes = Py_None, *norms = Py_None;
    if (!PyArg_ParseTupleAndKeywords(args, keywords, "O|OO:Field", names, &sources, &codes,
                                     &norms)) {
        return NULL;
    }
    State *state = PyType_GetModuleState(type);
    Field *self = state ? (Field *)PyType_GenericAlloc(type, 0) : NULL; /* all zeros */
    if (self == NULL) {
        return NULL;
    }
    size_t count = SIZE_MAX;
    if (!(self->sources = PySequence_Tuple(sources))) {
        goto failed;
    }
    if (codes != Py_None) {
        if (buffer(codes, &self->codes, 0, 'i', &count) < 0 ||
            buffer(norms, &self->norms, 8, 'f', &self->norm_count) < 0) {
            goto failed;
        }
        self->code_width = count ? (size_t)self->codes.len / count : 1;
    }
    for (Py_ssize_t at = 0; at < PyTuple_Size(self->sources); at++) {
        PyObject *source = PyTuple_GetItem(self->sources, at);
        if (!PyObject_TypeCheck(source, state->source)) {
            PyErr_Format(PyExc_TypeError, "a Source is wanted, not %R", Py_TYPE(source));
            goto failed;
        }
        if (((Source *)source)->offset + ((Source *)source)->size > count) {
            fault("a document has no norm");
            goto failed;
        }
    }
    return (PyObject *)self;
failed:
    Py_DECREF(self);
    return NULL;
}

static int
field_traverse(PyObject *object, visitproc visit, void *arg)
{
    Py_VISIT(Py_TYPE(object));
    Py_VISIT(((Field *)object)->sources);
    return 0;
}

static void
field_dealloc(PyObject *object)
{
    Field *self = (Field *)object;
    PyTypeObject *type = Py_TYPE(object);
    PyObject_GC_UnTrack(object);
    PyBuffer_Release(&self->codes); /* does nothing where there is no view */
    PyBuffer_Release(&self->norms);
    Py_XDECREF(self->sources);
    PyObject_GC_Del(object);
    Py_DECREF(type);
}

#define DIVIDE(type)                                                                              \
    for (size_t at = 0; at < run->count; at++) {                                                  \
        size_t code = (size_t)((const type *)self->codes.buf)[run->docs[at]];                     \
        is_known &= code < self->norm_count;                                                      \
        run->values[at] /= norms[code < self->norm_count ? code : 0];                             \
    }

/* Divide what documents count by their norms. */
static int
normalise(const Field *self, Run *run)
{
    const double *norms = self->norms.buf;
    int is_known = self->norm_count > 0;
    if (self->codes.obj == NULL || run->count == 0) {
        return 0;
    }
    if (is_known) {
        switch (self->code_width) {
        case 1:
            DIVIDE(uint8_t) break;
        case 2:
            DIVIDE(uint16_t) break;
        case 4:
            DIVIDE(uint32_t) break;
        default:
            DIVIDE(uint64_t) break;
        }
    }
    return is_known ? 0 : fault("a document has a norm that is not there");
}

/* Add up what was found in the fields, where the most is first; take it all. */
static PyObject *
summed(Run *found, size_t count)
{
    Run sum = {NULL, NULL, NULL, NULL, 0, 0};
    PyObject *result = NULL;
    for (size_t left = count; left; left--) {
        size_t most = SIZE_MAX;
        for (size_t at = 0; at < count; at++) {
            if (found[at].count && (most == SIZE_MAX || found[at].count > found[most].count)) {
                most = at;
            }
        }
        if (most == SIZE_MAX) {
            break;
        }
        if (sum.count == 0) {
            sum = found[most];
            found[most] = (Run){NULL, NULL, NULL, NULL, 0, 0};
        } else {
            if (add(&sum, run_given(&found[most])) < 0) {
                goto done;
            }
            run_free(&found[most]);
        }
    }
    if (sum.count || run_resize(&sum, 0, 1) == 0) {
        result = run_taken(&sum);
    }
done:
    run_free(&sum);
    return result;
}

static int
text_from(PyObject *given, Text *text)
{
    char *bytes;
    Py_ssize_t size;
    if (PyBytes_AsStringAndSize(given, &bytes, &size) < 0) {
        return -1;
    }
    *text = (Text){bytes, (size_t)size, key_of(bytes, (size_t)size)};
    return 0;
}

static int
choice_from(PyObject *given, Choice *choice)
{
    PyObject *first, *until;
    if (!PyTuple_Check(given)) {
        PyErr_SetString(PyExc_TypeError, "a choice is two texts and a factor");
        return -1;
    }
    if (!PyArg_ParseTuple(given, "OOd", &first, &until, &choice->factor)) {
        return -1;
    }
    choice->is_open = until == Py_None;
    if (text_from(first, &choice->first) < 0) {
        return -1;
    }
    return choice->is_open ? 0 : text_from(until, &choice->until);
}

/* Append what is chosen in all sources of a field.  The choices are a tuple. */
static int
choose_in(const Field *self, PyObject *given, int scored, Run *run)
{
    int result = -1;
    size_t count = (size_t)PyTuple_Size(given);
    Choice one, *choices = count == 1 ? &one : PyMem_Malloc(count * sizeof(Choice));
    if (choices == NULL) {
        PyErr_NoMemory();
        return -1;
    }
    for (size_t at = 0; at < count; at++) {
        if (choice_from(PyTuple_GetItem(given, (Py_ssize_t)at), &choices[at]) < 0) {
            goto done;
        }
    }
    for (Py_ssize_t at = 0; at < PyTuple_Size(self->sources); at++) {
        Source *source = (Source *)PyTuple_GetItem(self->sources, at);
        if (choose(source, choices, count, scored, run) < 0) {
            goto done;
        }
    }
    result = scored ? normalise(self, run) : 0;
done:
    if (choices != &one) {
        PyMem_Free(choices);
    }
    return result;
}

/* Return the field at hand, borrowed; NULL with TypeError where it is none. */
static Field *
field_from(PyObject *module, PyObject *given)
{
    if (given && PyObject_TypeCheck(given, state_of(module)->field)) {
        return (Field *)given;
    }
    if (given) {
        PyErr_Format(PyExc_TypeError, "a Field is wanted, not %R", Py_TYPE(given));
    }
    return NULL;
}

static PyObject *
weighed(PyObject *module, PyObject *args)
{
    PyObject *given, *result = NULL, *fields = NULL;
    Run *found = NULL;
    size_t count = 0;
    if (!PyArg_ParseTuple(args, "O:weighed", &given) || !(fields = PySequence_Tuple(given))) {
        return NULL;
    }
    count = (size_t)PyTuple_Size(fields);
    if (!(found = PyMem_Calloc(count + 1, sizeof(Run)))) {
        PyErr_NoMemory();
        goto done;
    }
    for (size_t at = 0; at < count; at++) {
        PyObject *pair = PyTuple_GetItem(fields, (Py_ssize_t)at), *choices;
        if (!PyTuple_Check(pair) || PyTuple_Size(pair) != 2) {
            PyErr_SetString(PyExc_TypeError, "a field and what is chosen in it are wanted");
            goto done;
        }
        Field *field = field_from(module, PyTuple_GetItem(pair, 0));
        if (!field || !(choices = PySequence_Tuple(PyTuple_GetItem(pair, 1)))) {
            goto done;
        }
        int failed = choose_in(field, choices, 1, &found[at]);
        Py_DECREF(choices);
        if (failed) {
            goto done;
        }
    }
    result = summed(found, count);
done:
    for (size_t at = 0; found && at < count; at++) {
        run_free(&found[at]);
    }
    PyMem_Free(found);
    Py_DECREF(fields);
    return result;
}

static PyObject *
documents(PyObject *module, PyObject *args)
{
    PyObject *given, *wanted, *choices, *result = NULL;
    Run run = {NULL, NULL, NULL, NULL, 0, 0};
    if (!PyArg_ParseTuple(args, "OO:documents", &given, &wanted)) {
        return NULL;
    }
    Field *field = field_from(module, given);
    if (!field || !(choices = PySequence_Tuple(wanted))) {
        return NULL;
    }
    if (choose_in(field, choices, 0, &run) == 0 && run_resize(&run, run.count, 0) == 0) {
        result = run.kept_docs;
        Py_INCREF(result);
    }
    run_free(&run);
    Py_DECREF(choices);
    return result;
}

/* Find in the terms of a window the distinct ones, each with the choice that it is. */
static int
window_from(PyObject *terms, Window *window)
{
    for (size_t n = 0; n < window->size; n++) {
        Choice *choice = &window->choices[window->distinct];
        if (choice_from(PyTuple_GetItem(terms, (Py_ssize_t)n), choice) < 0) {
            return -1;
        }
        size_t which = 0;
        while (window->choices[which].first.size != choice->first.size ||
               memcmp(window->choices[which].first.bytes, choice->first.bytes,
                      choice->first.size)) {
            which++; /* at the latest it finds itself */
        }
        window->distinct += which == window->distinct;
        window->which[n] = which;
        window->times[which]++;
    }
    return 0;
}

static PyObject *
together(PyObject *module, PyObject *args)
{
    PyObject *given, *wanted, *result = NULL, *fields = NULL, *terms = NULL;
    Py_ssize_t distance;
    Run *found = NULL;
    Walk *walks = NULL;
    Window window = {0};
    size_t count = 0, *at = NULL;
    if (!PyArg_ParseTuple(args, "OOn:together", &given, &wanted, &distance) ||
        !(fields = PySequence_Tuple(given)) || !(terms = PySequence_Tuple(wanted))) {
        goto done;
    }
    count = (size_t)PyTuple_Size(fields);
    window.size = (size_t)PyTuple_Size(terms);
    window.distance = distance < 0 ? -1 : distance;
    if (window.size == 0) {
        fault("a window has a term");
        goto done;
    }
    if (!(found = PyMem_Calloc(count + 1, sizeof(Run))) ||
        !(window.choices = PyMem_Calloc(window.size, sizeof(Choice))) ||
        !(window.which = PyMem_Calloc(window.size, sizeof(size_t))) ||
        !(window.times = PyMem_Calloc(window.size, sizeof(size_t))) ||
        !(walks = PyMem_Calloc(window.size, sizeof(Walk))) ||
        !(at = PyMem_Calloc(window.size, 2 * sizeof(size_t)))) {
        PyErr_NoMemory();
        goto done;
    }
    if (window_from(terms, &window) < 0) {
        goto done;
    }
    for (size_t n = 0; n < count; n++) {
        Field *field = field_from(module, PyTuple_GetItem(fields, (Py_ssize_t)n));
        for (Py_ssize_t m = 0; field && m < PyTuple_Size(field->sources); m++) {
            Source *source = (Source *)PyTuple_GetItem(field->sources, m);
            if (windows_in(source, &window, walks, at, &found[n]) < 0) {
                goto done;
            }
        }
        if (!field || normalise(field, &found[n]) < 0) {
            goto done;
        }
    }
    result = summed(found, count);
done:
    for (size_t n = 0; found && n < count; n++) {
        run_free(&found[n]);
    }
    PyMem_Free(found);
    PyMem_Free(window.choices);
    PyMem_Free(window.which);
    PyMem_Free(window.times);
    PyMem_Free(walks);
    PyMem_Free(at);
    Py_XDECREF(fields);
    Py_XDECREF(terms);
    return result;
}

/* ------------------------------------------------------------------------------------------------
   Sets of documents that have been found, and the best of them. */

typedef struct {
    Py_buffer docs, values;
    Given given;
} Part;

static int
part_from(PyObject *docs, PyObject *values, Part *part)
{
    size_t count;
    if (buffer(docs, &part->docs, 8, 'i', &part->given.count) < 0) {
        return -1;
    }
    part->given.docs = part->docs.buf;
    if (values != Py_None) {
        if (buffer(values, &part->values, 8, 'f', &count) < 0) {
            return -1;
        }
        if (count != part->given.count) {
            return fault("each document has one score");
        }
        part->given.values = part->values.buf;
    }
    return 0;
}

static void
part_free(Part *part)
{
    PyBuffer_Release(&part->docs); /* does nothing where there is no view */
    PyBuffer_Release(&part->values);
}

/* Parts in a new array, the largest first or last, else as given. */
static Part *
parts_from(PyObject *given, size_t *count, int largest_first)
{
    PyObject *all = PySequence_Tuple(given);
    if (all == NULL) {
        return NULL;
    }
    *count = 0;
    Part *parts = PyMem_Calloc((size_t)PyTuple_Size(all) + 1, sizeof(Part));
    if (parts == NULL) {
        PyErr_NoMemory();
    }
    for (Py_ssize_t n = 0; parts && n < PyTuple_Size(all); n++) {
        PyObject *pair = PyTuple_GetItem(all, n);
        Part part = {.given = {NULL, NULL, 0}};
        int failed = -1;
        if (!PyTuple_Check(pair) || PyTuple_Size(pair) != 2) {
            PyErr_SetString(PyExc_TypeError, "a part is documents and their scores");
        } else {
            failed = part_from(PyTuple_GetItem(pair, 0), PyTuple_GetItem(pair, 1), &part);
        }
        size_t at = (*count)++;
        for (; at && (largest_first ? parts[at - 1].given.count < part.given.count
                                    : parts[at - 1].given.count > part.given.count);
             at--) {
            parts[at] = parts[at - 1];
        }
        parts[at] = part;
        if (failed) {
            for (at = 0; at < *count; at++) {
                part_free(&parts[at]);
            }
            PyMem_Free(parts);
            parts = NULL;
        }
    }
    Py_DECREF(all);
    return parts;
}

static void
parts_free(Part *parts, size_t count)
{
    for (size_t at = 0; at < count; at++) {
        part_free(&parts[at]);
    }
    PyMem_Free(parts);
}

static int
run_copy(Run *run, Given given, int with_values)
{
    if (run_resize(run, given.count, with_values) < 0) {
        return -1;
    }
    run->count = given.count;
    if (given.count) {
        memcpy(run->docs, given.docs, given.count * sizeof(int64_t));
    }
    for (size_t at = 0; with_values && at < given.count; at++) {
        run->values[at] = given.values ? given.values[at] : 0.0;
    }
    return 0;
}

static PyObject *
either(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *given, *result = NULL;
    Run run = {NULL, NULL, NULL, NULL, 0, 0};
    size_t count;
    Part *parts;
    if (!PyArg_ParseTuple(args, "O:either", &given) || !(parts = parts_from(given, &count, 1))) {
        return NULL;
    }
    int scored = 0;
    for (size_t at = 0; at < count; at++) {
        scored |= parts[at].given.values != NULL;
    }
    if (run_copy(&run, parts[0].given, scored) < 0) { /* of no parts, it is all zeros */
        goto done;
    }
    for (size_t at = 1; at < count; at++) {
        if (add(&run, parts[at].given) < 0) {
            goto done;
        }
    }
    result = run_taken(&run);
done:
    run_free(&run);
    parts_free(parts, count);
    return result;
}

/* Keep those of a run that are among the others, or those that are not; what the others count is
   added.  The run has room for values. */
static void
keep_common(Run *run, Given others, int wanted)
{
    size_t kept = 0, at = 0;
    for (size_t n = 0; n < run->count; n++) {
        int64_t doc = run->docs[n];
        if (at < others.count && others.docs[at] < doc) {
            at = galloped(others.docs, others.count, at + 1, doc);
        }
        int is_here = at < others.count && others.docs[at] == doc;
        run->docs[kept] = doc;
        if (run->values) {
            run->values[kept] =
                run->values[n] + (is_here && others.values ? others.values[at] : 0.0);
        }
        kept += is_here == wanted;
    }
    run->count = kept;
}

static PyObject *
shared(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *given, *result = NULL;
    Run run = {NULL, NULL, NULL, NULL, 0, 0};
    size_t count;
    Part *parts;
    if (!PyArg_ParseTuple(args, "O:shared", &given) || !(parts = parts_from(given, &count, 0))) {
        return NULL;
    }
    int scored = 0;
    for (size_t at = 0; at < count; at++) {
        scored |= parts[at].given.values != NULL;
    }
    if (run_copy(&run, parts[0].given, scored) == 0) { /* of no parts, it is all zeros */
        for (size_t at = 1; at < count; at++) {
            keep_common(&run, parts[at].given, 1);
        }
        result = run_taken(&run);
    }
    run_free(&run);
    parts_free(parts, count);
    return result;
}

static PyObject *
without(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *docs, *values, *others, *result = NULL;
    Run run = {NULL, NULL, NULL, NULL, 0, 0};
    Part part = {.given = {NULL, NULL, 0}}, excluded = {.given = {NULL, NULL, 0}};
    if (!PyArg_ParseTuple(args, "OOO:without", &docs, &values, &others)) {
        return NULL;
    }
    if (part_from(docs, values, &part) == 0 && part_from(others, Py_None, &excluded) == 0 &&
        run_copy(&run, part.given, values != Py_None) == 0) {
        keep_common(&run, excluded.given, 0);
        result = run_taken(&run);
    }
    run_free(&run);
    part_free(&part);
    part_free(&excluded);
    return result;
}

static PyObject *
worth(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *given, *result;
    double factor, half;
    Py_buffer view;
    size_t count;
    if (!PyArg_ParseTuple(args, "Odd:worth", &given, &factor, &half) ||
        buffer(given, &view, 8, 'f', &count) < 0) {
        return NULL;
    }
    result = PyBytes_FromStringAndSize(NULL, (Py_ssize_t)(count * sizeof(double)));
    if (result) {
        const double *values = view.buf;
        double *scores = (double *)(void *)PyBytes_AsString(result);
        for (size_t at = 0; at < count; at++) {
            scores[at] = values[at] * factor / (values[at] + half);
        }
    }
    PyBuffer_Release(&view);
    return result;
}

/* Put the least of a heap of scores in its place, when what is at ``at`` may be greater. */
static void
sift(double *heap, size_t count, size_t at)
{
    double score = heap[at];
    for (size_t child; (child = 2 * at + 1) < count; at = child) {
        child += child + 1 < count && heap[child + 1] < heap[child];
        if (!(heap[child] < score)) {
            break;
        }
        heap[at] = heap[child];
    }
    heap[at] = score;
}

/* Return the least score of the ``wanted`` best, of which there are so many. */
static double
least_of_best(const double *scores, size_t count, double *heap, size_t wanted)
{
    memcpy(heap, scores, wanted * sizeof(double));
    for (size_t at = wanted / 2; at--;) {
        sift(heap, wanted, at);
    }
    for (size_t at = wanted; at < count; at++) {
        if (scores[at] > heap[0]) {
            heap[0] = scores[at];
            sift(heap, wanted, 0);
        }
    }
    return heap[0];
}

/* Sort a run by its scores, the best first, of equal ones as they stand: by merging. */
static int
rank(Run *run)
{
    Run other = {NULL, NULL, NULL, NULL, 0, 0};
    size_t count = run->count, sorted = 1;
    while (sorted < count && run->values[sorted - 1] >= run->values[sorted]) {
        sorted++;
    }
    if (sorted >= count) {
        return 0;
    }
    if (run_resize(&other, count, 1) < 0) {
        run_free(&other);
        return -1;
    }
    other.count = count;
    for (size_t width = 1; width < count; width *= 2) {
        for (size_t low = 0; low < count; low += 2 * width) {
            size_t middle = low + width < count ? low + width : count;
            size_t high = low + 2 * width < count ? low + 2 * width : count;
            size_t left = low, right = middle;
            for (size_t at = low; at < high; at++) {
                int is_left = left < middle &&
                              (right == high || !(run->values[left] < run->values[right]));
                size_t from = is_left ? left++ : right++;
                other.docs[at] = run->docs[from];
                other.values[at] = run->values[from];
            }
        }
        Run swapped = *run;
        *run = other;
        other = swapped;
    }
    run_free(&other);
    return 0;
}

/* Keep those of a run that score best, and all that equal the last of them, the best first. */
static int
keep_best(Run *run, Given given, size_t wanted)
{
    if (wanted >= given.count) {
        return run_copy(run, given, 1) < 0 ? -1 : rank(run);
    }
    double *heap = PyMem_Malloc(wanted * sizeof(double));
    if (heap == NULL) {
        PyErr_NoMemory();
        return -1;
    }
    double least = least_of_best(given.values, given.count, heap, wanted);
    PyMem_Free(heap);
    if (run_resize(run, wanted, 1) < 0) {
        return -1;
    }
    for (size_t at = 0; at < given.count; at++) {
        if (given.values[at] >= least) {
            if (run_reserve(run, 1, 1) < 0) {
                return -1;
            }
            run->docs[run->count] = given.docs[at];
            run->values[run->count++] = given.values[at];
        }
    }
    return rank(run);
}

static PyObject *
best(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *docs, *scores, *result = NULL;
    Py_ssize_t wanted;
    Part part = {.given = {NULL, NULL, 0}};
    Run run = {NULL, NULL, NULL, NULL, 0, 0};
    if (!PyArg_ParseTuple(args, "OOn:best", &docs, &scores, &wanted) ||
        part_from(docs, scores, &part) < 0) {
        goto done;
    }
    if (scores == Py_None || wanted < 1) {
        fault("the best by their scores are wanted");
    } else if (keep_best(&run, part.given, (size_t)wanted) == 0) {
        result = run_listed(&run);
    }
done:
    run_free(&run);
    part_free(&part);
    return result;
}

/* A document in the order of its score, its day, the newest first, and its key. */
typedef struct {
    double score;
    int64_t day, doc;
} Place;

/* Say whether one place is before another. */
static int
is_before(const Place *one, const Place *other, const int64_t *keys)
{
    if (one->score != other->score) {
        return one->score > other->score;
    }
    if (one->day != other->day) {
        return one->day > other->day;
    }
    return keys[one->doc] < keys[other->doc];
}

/* Put the last of a heap of places in its place, when what is at ``at`` may be before it. */
static void
sink(Place *heap, size_t count, size_t at, const int64_t *keys)
{
    Place place = heap[at];
    for (size_t child; (child = 2 * at + 1) < count; at = child) {
        child += child + 1 < count && is_before(&heap[child], &heap[child + 1], keys);
        if (!is_before(&place, &heap[child], keys)) {
            break;
        }
        heap[at] = heap[child];
    }
    heap[at] = place;
}

/* Fill a run with the first places, in order. */
static int
keep_first(Run *run, Given given, size_t wanted, const int64_t *days, const int64_t *keys)
{
    size_t count = 0;
    Place *heap = PyMem_Malloc(wanted * sizeof(Place));
    if (heap == NULL || run_resize(run, wanted, 1) < 0) {
        PyMem_Free(heap);
        PyErr_NoMemory();
        return -1;
    }
    for (size_t at = 0; at < given.count; at++) {
        double score = given.values ? given.values[at] : 0.0;
        if (count == wanted && score < heap[0].score) { /* as nearly all */
            continue;
        }
        Place place = {score, days[given.docs[at]], given.docs[at]};
        if (count < wanted) {
            heap[count++] = place;
            for (size_t n = count == wanted ? wanted / 2 : 0; n--;) {
                sink(heap, wanted, n, keys);
            }
        } else if (is_before(&place, &heap[0], keys)) {
            heap[0] = place;
            sink(heap, wanted, 0, keys);
        }
    }
    for (run->count = wanted; count--;) { /* the last one is taken each time */
        run->docs[count] = heap[0].doc;
        run->values[count] = heap[0].score;
        heap[0] = heap[count];
        sink(heap, count, 0, keys);
    }
    PyMem_Free(heap);
    return 0;
}

static PyObject *
first(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *docs, *scores, *days, *keys, *result = NULL;
    Py_ssize_t wanted;
    Part part = {.given = {NULL, NULL, 0}}, day = part, key = part;
    Run run = {NULL, NULL, NULL, NULL, 0, 0};
    if (!PyArg_ParseTuple(args, "OOnOO:first", &docs, &scores, &wanted, &days, &keys) ||
        part_from(docs, scores, &part) < 0 || part_from(days, Py_None, &day) < 0 ||
        part_from(keys, Py_None, &key) < 0) {
        goto done;
    }
    const Given given = part.given;
    size_t total = day.given.count < key.given.count ? day.given.count : key.given.count;
    for (size_t at = 0; at < given.count; at++) {
        if (given.docs[at] < 0 || (uint64_t)given.docs[at] >= total) {
            fault("a document has no day, or no key");
            goto done;
        }
    }
    if (wanted < 1) {
        fault("the first are wanted");
        goto done;
    }
    size_t count = (size_t)wanted < given.count ? (size_t)wanted : given.count;
    if (count == 0 || keep_first(&run, given, count, day.given.docs, key.given.docs) == 0) {
        result = run_listed(&run);
    }
done:
    run_free(&run);
    part_free(&part);
    part_free(&day);
    part_free(&key);
    return result;
}

/* ------------------------------------------------------------------------------------------------
   The module. */

static PyType_Slot source_slots[] = {
    {Py_tp_doc, "The postings of a field in one segment."},
    {Py_tp_new, source_new},
    {Py_tp_dealloc, source_dealloc},
    {Py_tp_traverse, source_traverse},
    {Py_tp_clear, source_clear},
    {0, NULL},
};

static PyType_Spec source_spec = {
    "searchkit.engines.whoosh.loops._search.Source", sizeof(Source), 0,
    Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC, source_slots};

static PyType_Slot field_slots[] = {
    {Py_tp_doc, "A field over all segments, and the norms of its documents."},
    {Py_tp_new, field_new},
    {Py_tp_dealloc, field_dealloc},
    {Py_tp_traverse, field_traverse},
    {0, NULL},
};

static PyType_Spec field_spec = {
    "searchkit.engines.whoosh.loops._search.Field", sizeof(Field), 0,
    Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC, field_slots};

static int
executed(PyObject *module)
{
    State *state = state_of(module);
    state->source = (PyTypeObject *)PyType_FromModuleAndSpec(module, &source_spec, NULL);
    state->field = (PyTypeObject *)PyType_FromModuleAndSpec(module, &field_spec, NULL);
    if (!state->source || !state->field ||
        PyModule_AddObjectRef(module, "Source", (PyObject *)state->source) < 0) {
        return -1;
    }
    return PyModule_AddObjectRef(module, "Field", (PyObject *)state->field);
}

static int
traversed(PyObject *module, visitproc visit, void *arg)
{
    Py_VISIT(state_of(module)->source);
    Py_VISIT(state_of(module)->field);
    return 0;
}

static int
cleared(PyObject *module)
{
    State *state = state_of(module);
    PyObject *source = (PyObject *)state->source, *field = (PyObject *)state->field;
    state->source = state->field = NULL;
    Py_XDECREF(source);
    Py_XDECREF(field);
    return 0;
}

static void
freed(void *module)
{
    cleared(module);
}

static PyMethodDef methods[] = {
    {"weighed", weighed, METH_VARARGS, "Return the documents of chosen terms, and their weights."},
    {"documents", documents, METH_VARARGS, "Return the documents of chosen terms of a field."},
    {"together", together, METH_VARARGS, "Return where terms stand together, and how often."},
    {"either", either, METH_VARARGS, "Return what is in any of the parts, scores added."},
    {"shared", shared, METH_VARARGS, "Return what is in all of the parts, scores added."},
    {"without", without, METH_VARARGS, "Return what is not among others."},
    {"worth", worth, METH_VARARGS, "Return the scores of weighted, normalised frequencies."},
    {"best", best, METH_VARARGS, "Return the best by score, and all that equal the last of them."},
    {"first", first, METH_VARARGS, "Return the first by score, by day, by key."},
    {NULL, NULL, 0, NULL},
};

static PyModuleDef_Slot slots[] = {{Py_mod_exec, executed}, {0, NULL}};

static PyModuleDef definition = {
    PyModuleDef_HEAD_INIT,
    .m_name = "_search",
    .m_doc = "The inner loops of searching, compiled.",
    .m_size = sizeof(State),
    .m_methods = methods,
    .m_slots = slots,
    .m_traverse = traversed,
    .m_clear = cleared,
    .m_free = freed,
};

PyMODINIT_FUNC
PyInit__search(void)
{
    return PyModuleDef_Init(&definition);
}
