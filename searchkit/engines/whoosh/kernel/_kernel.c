/* The two inner loops of indexing, compiled: texts become numbers of words, and those postings.

   portable.py does the same in Python, and says what is given and returned.  Only the limited API
   of Python 3.11 is used, so that one binary serves it and all later versions. */

#define PY_SSIZE_T_CLEAN
#define Py_LIMITED_API 0x030B0000
#include <Python.h>
#include <stdint.h>
#include <string.h>

/* Longer pieces, in bytes, are asked for each time: they seldom come twice. */
#define LONGEST_KEPT 255

/* Pieces that are looked for together, so that the memory for all of them is on its way at once:
   most of the time of looking up goes into waiting for it. */
#define TOGETHER 32

#if defined(__GNUC__)
#define PREFETCH(slot) (__builtin_prefetch(slot), __builtin_prefetch((slot) + 1))
#else
#define PREFETCH(slot) ((void)(slot))
#endif

/* ------------------------------------------------------------------------------------------------
   Pieces: a hash table with open addressing, from the UTF-8 of a piece to the numbers of its words.
   A slot without a piece has the size 0, which no piece has.  Nothing is ever taken out. */

/* Numbers that grow in number. */
typedef struct {
    int32_t *items;
    size_t size, room;
} Numbers;

/* Most pieces are short, and stand in their slot as a whole. */
#define SHORT 16

typedef struct {
    uint64_t key[2]; /* a short piece, filled up with zeros; of a long one the place in ``letters`` */
    uint32_t hash;
    uint32_t size;
    uint32_t count;
    int32_t word; /* the number where there is one, the place in ``sequences`` where more */
} Slot;

/* A piece of text, as it is looked for. */
typedef struct {
    uint64_t key[2];
    uint32_t hash;
    size_t size;
    const char *letters;
} Piece;

typedef struct {
    PyObject_HEAD
    PyObject *missing;
    uint64_t seed[2];
    Slot *slots;
    size_t mask; /* slots - 1; their number is a power of two */
    size_t used;
    char *letters;
    size_t letters_size, letters_room;
    Numbers sequences; /* of pieces that have several words */
} Pieces;

/* Return memory for at least ``wanted`` items, with what was in ``items``; NULL with MemoryError,
   ``items`` being as it was. */
static void *
roomier(void *items, size_t *room, size_t wanted, size_t width)
{
    size_t more = *room + *room / 2 + 64;
    if (wanted > PY_SSIZE_T_MAX / width / 2) {
        return PyErr_NoMemory();
    }
    if (more < wanted) {
        more = wanted;
    }
    items = PyMem_Realloc(items, more * width);
    if (items == NULL) {
        return PyErr_NoMemory();
    }
    *room = more;
    return items;
}

static int
append(Numbers *numbers, const int32_t *more, size_t count)
{
    if (count == 0) { /* where there are no items yet, there is no place to copy to */
        return 0;
    }
    if (count > numbers->room - numbers->size) {
        void *items =
            roomier(numbers->items, &numbers->room, numbers->size + count, sizeof(int32_t));
        if (items == NULL) {
            return -1;
        }
        numbers->items = items;
    }
    memcpy(numbers->items + numbers->size, more, count * sizeof(int32_t));
    numbers->size += count;
    return 0;
}

#define ROTATED(word, bits) ((word) << (bits) | (word) >> (64 - (bits)))
#define SIP_ROUND                                                                                 \
    do {                                                                                          \
        a += b, c += d, b = ROTATED(b, 13) ^ a, d = ROTATED(d, 16) ^ c, a = ROTATED(a, 32);       \
        c += b, a += d, b = ROTATED(b, 17) ^ c, d = ROTATED(d, 21) ^ a, c = ROTATED(c, 32);       \
    } while (0)
#define SIP_WORD(word)                                                                            \
    do {                                                                                          \
        d ^= (word);                                                                              \
        SIP_ROUND;                                                                                \
        a ^= (word);                                                                              \
    } while (0)

/* SipHash-1-3 (J.-P. Aumasson, D. J. Bernstein 2012) of the piece, filled up with zeros, and its
   size: pages choose the pieces, and without the seed nobody can choose such as fall together. */
static inline uint32_t
hashed(const uint64_t seed[2], const Piece *piece)
{
    uint64_t a = seed[0] ^ 0x736f6d6570736575u, b = seed[1] ^ 0x646f72616e646f6du;
    uint64_t c = seed[0] ^ 0x6c7967656e657261u, d = seed[1] ^ 0x7465646279746573u;
    if (piece->size <= SHORT) {
        SIP_WORD(piece->key[0]);
        SIP_WORD(piece->key[1]);
    } else {
        for (size_t at = 0; at < piece->size; at += 8) {
            uint64_t word = 0;
            memcpy(&word, piece->letters + at, piece->size - at < 8 ? piece->size - at : 8);
            SIP_WORD(word);
        }
    }
    SIP_WORD((uint64_t)piece->size);
    c ^= 0xff;
    SIP_ROUND;
    SIP_ROUND;
    SIP_ROUND;
    return (uint32_t)(a ^ b ^ c ^ d);
}

/* Return the piece from ``letters`` on, in a text that goes on to ``end``. */
static inline Piece
piece_of(const uint64_t seed[2], const char *letters, size_t size, const char *end)
{
    static const unsigned char window[2 * SHORT] = {255, 255, 255, 255, 255, 255, 255, 255,
                                                    255, 255, 255, 255, 255, 255, 255, 255};
    Piece piece = {{0, 0}, 0, size, letters};
    if (size <= SHORT) {
        if (end - letters >= SHORT) { /* to load too much and cut it is faster */
            uint64_t kept[2];
            memcpy(kept, window + SHORT - size, SHORT);
            memcpy(piece.key, letters, SHORT);
            piece.key[0] &= kept[0];
            piece.key[1] &= kept[1];
        } else {
            memcpy(piece.key, letters, size);
        }
    }
    piece.hash = hashed(seed, &piece);
    return piece;
}

/* Return the slot that has the piece, or the empty one where it belongs. */
static inline Slot *
found(const Pieces *self, const Piece *piece)
{
    for (size_t at = piece->hash & self->mask;; at = (at + 1) & self->mask) {
        Slot *slot = &self->slots[at];
        if (slot->size == 0) {
            return slot;
        }
        if (slot->hash == piece->hash && slot->size == piece->size &&
            (slot->size > SHORT
                 ? memcmp(self->letters + slot->key[0], piece->letters, slot->size) == 0
                 : slot->key[0] == piece->key[0] && slot->key[1] == piece->key[1])) {
            return slot;
        }
    }
}

static int
grow(Pieces *self)
{
    size_t count = (self->mask + 1) * 2;
    if (count > UINT32_MAX / 2) { /* the hash has no more bits */
        PyErr_NoMemory();
        return -1;
    }
    Slot *slots = PyMem_Calloc(count, sizeof(Slot));
    if (slots == NULL) {
        PyErr_NoMemory();
        return -1;
    }
    for (size_t old = 0; old <= self->mask; old++) {
        if (self->slots[old].size) {
            size_t at = self->slots[old].hash & (count - 1);
            while (slots[at].size) {
                at = (at + 1) & (count - 1);
            }
            slots[at] = self->slots[old];
        }
    }
    PyMem_Free(self->slots);
    self->slots = slots;
    self->mask = count - 1;
    return 0;
}

/* Keep the words of a piece, which are the numbers from ``before`` on. */
static int
keep(Pieces *self, const Piece *piece, const Numbers *numbers, size_t before)
{
    size_t count = numbers->size - before;
    const int32_t *words = count ? &numbers->items[before] : NULL;
    if (piece->size > LONGEST_KEPT) {
        return 0;
    }
    if ((self->used + 1) * 4 > (self->mask + 1) * 3 && grow(self) < 0) {
        return -1;
    }
    Slot *slot = found(self, piece);
    if (slot->size) { /* asked for again while it was being asked for */
        return 0;
    }
    Slot made = {{piece->key[0], piece->key[1]},
                 piece->hash, (uint32_t)piece->size, (uint32_t)count, 0};
    if (piece->size > SHORT) {
        size_t size = self->letters_size + piece->size;
        if (size > self->letters_room) {
            void *letters = roomier(self->letters, &self->letters_room, size, 1);
            if (letters == NULL) {
                return -1;
            }
            self->letters = letters;
        }
        memcpy(self->letters + self->letters_size, piece->letters, piece->size);
        made.key[0] = self->letters_size;
        self->letters_size = size;
    }
    if (count == 1) {
        made.word = words[0];
    } else if (count > 1) {
        if (count > INT32_MAX - self->sequences.size) {
            PyErr_NoMemory();
            return -1;
        }
        made.word = (int32_t)self->sequences.size;
        if (append(&self->sequences, words, count) < 0) {
            return -1;
        }
    }
    *slot = made;
    self->used++;
    return 0;
}

/* Ask Python for the words of a piece.  It may ask this table in turn, so that no slot is held. */
static int
ask(Pieces *self, const Piece *piece, Numbers *numbers)
{
    int result = -1;
    PyObject *answer = NULL;
    PyObject *text = PyUnicode_DecodeUTF8(piece->letters, (Py_ssize_t)piece->size, "surrogatepass");
    if (text != NULL) {
        answer = PyObject_CallFunctionObjArgs(self->missing, text, NULL);
    }
    char *bytes;
    Py_ssize_t length;
    if (answer == NULL || PyBytes_AsStringAndSize(answer, &bytes, &length) < 0) {
        goto done;
    }
    if (length % (Py_ssize_t)sizeof(int32_t)) {
        PyErr_SetString(PyExc_ValueError, "the words of a piece are whole numbers of 4 bytes");
        goto done;
    }
    size_t before = numbers->size, count = (size_t)length / sizeof(int32_t);
    if (append(numbers, (const int32_t *)(const void *)bytes, count) < 0) {
        goto done;
    }
    result = keep(self, piece, numbers, before);
done:
    Py_XDECREF(text);
    Py_XDECREF(answer);
    return result;
}

/* Which bytes end a piece, or may begin a blank of two or three bytes. */
enum { LETTER, BLANK, LEAD };
static const unsigned char KINDS[256] = {
    ['\t'] = BLANK, ['\n'] = BLANK, ['\v'] = BLANK, ['\f'] = BLANK, ['\r'] = BLANK,
    [0x1c] = BLANK, [0x1d] = BLANK, [0x1e] = BLANK, [0x1f] = BLANK, [' '] = BLANK,
    [0xc2] = LEAD,  [0xe1] = LEAD,  [0xe2] = LEAD,  [0xe3] = LEAD,
};

/* Return how many bytes of UTF-8 the blank here has, 0 where there is none: as str.isspace. */
static size_t
blank(const unsigned char *at, const unsigned char *end)
{
    if (KINDS[at[0]] != LEAD) {
        return KINDS[at[0]] == BLANK;
    }
    if (at[0] == 0xc2) { /* U+0085, U+00A0 */
        return end - at >= 2 && (at[1] == 0x85 || at[1] == 0xa0) ? 2 : 0;
    }
    if (end - at < 3) {
        return 0;
    }
    unsigned last = at[2];
    switch (at[0] << 8 | at[1]) {
    case 0xe280: /* U+2000 to U+200A, U+2028, U+2029, U+202F */
        return last <= 0x8a || last == 0xa8 || last == 0xa9 || last == 0xaf ? 3 : 0;
    case 0xe281: /* U+205F */
        return last == 0x9f ? 3 : 0;
    case 0xe19a: /* U+1680 */
    case 0xe380: /* U+3000 */
        return last == 0x80 ? 3 : 0;
    }
    return 0;
}

static int
is_digit(char letter)
{
    return letter >= '0' && letter <= '9';
}

static int
is_small(char letter)
{
    return letter >= 'a' && letter <= 'z';
}

static int
is_capital(char letter)
{
    return letter >= 'A' && letter <= 'Z';
}

static int
is_of_word(char letter)
{
    return is_small(letter) || is_capital(letter) || is_digit(letter);
}

/* Say whether the words of a piece are its runs of ASCII letters and digits, in small letters, and
   it is not just one of them; as _NEEDS_READING in portable.py. */
static int
has_runs(const char *piece, size_t size)
{
    size_t run = 0, others = 0; /* letters of the run before; what is a capital or in no run */
    if (size > LONGEST_KEPT) {
        return 0;
    }
    for (size_t at = 0; at < size; at++) {
        char letter = piece[at];
        if (is_of_word(letter)) {
            run++;
            others += (size_t)is_capital(letter);
            continue;
        }
        if ((unsigned char)letter >= 0x80) {
            return 0;
        }
        if (run && at + 1 < size && is_of_word(piece[at + 1])) {
            int digit = is_digit(piece[at - 1]);
            if (letter == '\'' || (letter == '.' && (run == 1 || digit)) ||
                (letter == ',' && digit && is_digit(piece[at + 1]))) {
                return 0;
            }
        }
        run = 0;
        others++;
    }
    return others > 0;
}

static int take(Pieces *, const Piece *, Numbers *);

/* Append the words of the runs of a piece to numbers. */
static int
take_runs(Pieces *self, const Piece *piece, Numbers *numbers)
{
    char run[LONGEST_KEPT];
    size_t before = numbers->size;
    for (size_t at = 0; at < piece->size;) {
        size_t size = 0;
        for (; at < piece->size && is_of_word(piece->letters[at]); at++) {
            char letter = piece->letters[at];
            run[size++] = is_capital(letter) ? (char)(letter - 'A' + 'a') : letter;
        }
        at += size == 0;
        if (size) {
            Piece word = piece_of(self->seed, run, size, run + size);
            if (take(self, &word, numbers) < 0) {
                return -1;
            }
        }
    }
    return keep(self, piece, numbers, before);
}

/* Append the words of a piece to numbers. */
static int
take(Pieces *self, const Piece *piece, Numbers *numbers)
{
    const Slot *slot = found(self, piece);
    if (slot->size == 0) {
        return has_runs(piece->letters, piece->size) ? take_runs(self, piece, numbers)
                                                     : ask(self, piece, numbers);
    }
    if (slot->count == 1 && numbers->size < numbers->room) { /* nearly always */
        numbers->items[numbers->size++] = slot->word;
        return 0;
    }
    const int32_t *words =
        slot->count > 1 ? &self->sequences.items[slot->word] : &slot->word;
    return append(numbers, words, slot->count);
}

static int
take_all(Pieces *self, const Piece *pieces, size_t count, Numbers *numbers)
{
    for (size_t at = 0; at < count; at++) {
        if (take(self, &pieces[at], numbers) < 0) {
            return -1;
        }
    }
    return 0;
}

/* Append the words of the text in UTF-8 to numbers. */
static int
read_text(Pieces *self, const char *text, size_t size, Numbers *numbers)
{
    const unsigned char *at = (const unsigned char *)text, *end = at + size;
    Piece pieces[TOGETHER];
    size_t count = 0;
    while (at < end) {
        size_t skipped;
        while (at < end && (skipped = blank(at, end))) {
            at += skipped;
        }
        const unsigned char *begin = at;
        while (at < end && (KINDS[*at] == LETTER || !blank(at, end))) {
            at++;
        }
        if (at == begin) {
            break;
        }
        pieces[count] =
            piece_of(self->seed, (const char *)begin, (size_t)(at - begin), text + size);
        PREFETCH(&self->slots[pieces[count].hash & self->mask]);
        if (++count == TOGETHER) {
            if (take_all(self, pieces, count, numbers) < 0) {
                return -1;
            }
            count = 0;
        }
    }
    return take_all(self, pieces, count, numbers);
}

static PyObject *
pieces_words(PyObject *object, PyObject *text)
{
    if (!PyUnicode_Check(text)) {
        return PyErr_Format(PyExc_TypeError, "a text is wanted, not %R", Py_TYPE(text));
    }
    /* Half a surrogate pair is no UTF-8, but written like it, so that no text is refused. */
    PyObject *encoded = PyUnicode_AsEncodedString(text, "utf-8", "surrogatepass");
    if (encoded == NULL) {
        return NULL;
    }
    PyObject *result = NULL;
    Numbers numbers = {NULL, 0, 0};
    if (read_text((Pieces *)object, PyBytes_AsString(encoded), (size_t)PyBytes_Size(encoded),
                  &numbers) == 0) {
        result = PyBytes_FromStringAndSize((const char *)numbers.items,
                                           (Py_ssize_t)(numbers.size * sizeof(int32_t)));
    }
    PyMem_Free(numbers.items);
    Py_DECREF(encoded);
    return result;
}

static Py_ssize_t
pieces_length(PyObject *object)
{
    return (Py_ssize_t)((Pieces *)object)->used;
}

static int
seeded(Pieces *self)
{
    PyObject *os = PyImport_ImportModule("os");
    PyObject *seed = os ? PyObject_CallMethod(os, "urandom", "i", (int)sizeof self->seed) : NULL;
    char *bytes;
    Py_ssize_t length;
    int result = -1;
    if (seed && PyBytes_AsStringAndSize(seed, &bytes, &length) == 0) {
        if (length == (Py_ssize_t)sizeof self->seed) {
            memcpy(self->seed, bytes, sizeof self->seed);
            result = 0;
        } else {
            PyErr_SetString(PyExc_ValueError, "os.urandom gave another number of bytes");
        }
    }
    Py_XDECREF(seed);
    Py_XDECREF(os);
    return result;
}

static PyObject *
pieces_new(PyTypeObject *type, PyObject *args, PyObject *keywords)
{
    static char *names[] = {"missing", NULL};
    PyObject *missing;
    if (!PyArg_ParseTupleAndKeywords(args, keywords, "O:Pieces", names, &missing)) {
        return NULL;
    }
    if (!PyCallable_Check(missing)) {
        return PyErr_Format(PyExc_TypeError, "what is missing is asked of a callable, not %R",
                            Py_TYPE(missing));
    }
    Pieces *self = (Pieces *)PyType_GenericAlloc(type, 0); /* all zeros */
    if (self == NULL) {
        return NULL;
    }
    Py_INCREF(missing);
    self->missing = missing;
    self->mask = 1023;
    self->slots = PyMem_Calloc(self->mask + 1, sizeof(Slot));
    if (self->slots == NULL) {
        PyErr_NoMemory();
    }
    if (self->slots == NULL || seeded(self) < 0) {
        Py_DECREF(self);
        return NULL;
    }
    return (PyObject *)self;
}

static int
pieces_traverse(PyObject *object, visitproc visit, void *arg)
{
    Py_VISIT(Py_TYPE(object));
    Py_VISIT(((Pieces *)object)->missing);
    return 0;
}

static int
pieces_clear(PyObject *object)
{
    /* None is no callable: who still asks is told so. */
    Pieces *self = (Pieces *)object;
    PyObject *missing = self->missing;
    Py_INCREF(Py_None);
    self->missing = Py_None;
    Py_XDECREF(missing);
    return 0;
}

static void
pieces_dealloc(PyObject *object)
{
    Pieces *self = (Pieces *)object;
    PyTypeObject *type = Py_TYPE(object);
    PyObject_GC_UnTrack(object);
    Py_XDECREF(self->missing);
    PyMem_Free(self->slots);
    PyMem_Free(self->letters);
    PyMem_Free(self->sequences.items);
    ((freefunc)PyType_GetSlot(type, Py_tp_free))(object);
    Py_DECREF(type);
}

static PyMethodDef pieces_methods[] = {
    {"words", pieces_words, METH_O, "Return the numbers of the words of a text, as bytes."},
    {NULL, NULL, 0, NULL},
};

static PyType_Slot pieces_slots[] = {
    {Py_tp_doc, "Gives for a text the numbers of the words of its pieces between blanks."},
    {Py_tp_new, pieces_new},
    {Py_tp_dealloc, pieces_dealloc},
    {Py_tp_traverse, pieces_traverse},
    {Py_tp_clear, pieces_clear},
    {Py_tp_methods, pieces_methods},
    {Py_mp_length, pieces_length},
    {0, NULL},
};

static PyType_Spec pieces_spec = {
    .name = "searchkit.engines.whoosh.kernel._kernel.Pieces",
    .basicsize = sizeof(Pieces),
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_IMMUTABLETYPE,
    .slots = pieces_slots,
};

/* ------------------------------------------------------------------------------------------------
   invert: a counting sort of words by their terms.  They are gone through twice: to count, and to
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

/* ------------------------------------------------------------------------------------------------
   The module. */

static int
executed(PyObject *module)
{
    PyObject *type = PyType_FromModuleAndSpec(module, &pieces_spec, NULL);
    int result = type ? PyModule_AddObjectRef(module, "Pieces", type) : -1;
    Py_XDECREF(type);
    return result;
}

static PyMethodDef methods[] = {
    {"invert", invert, METH_VARARGS, "Return the postings of the words of texts."},
    {NULL, NULL, 0, NULL},
};

static PyModuleDef_Slot slots[] = {{Py_mod_exec, executed}, {0, NULL}};

static PyModuleDef definition = {
    PyModuleDef_HEAD_INIT,
    .m_name = "_kernel",
    .m_doc = "The two inner loops of indexing, compiled.",
    .m_methods = methods,
    .m_slots = slots,
};

PyMODINIT_FUNC
PyInit__kernel(void)
{
    return PyModuleDef_Init(&definition);
}
