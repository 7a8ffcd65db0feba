/* The inner loops of highlighting, compiled: words that begin so are found in a text.

   portable.py does the same in Python, and says what is given and returned.  Only the limited API
   of Python 3.11 is used, so that one binary serves it and all later versions. */

#define PY_SSIZE_T_CLEAN
#define Py_LIMITED_API 0x030B0000
#include <Python.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* What Windows-1252 has between 0x80 and 0x9f; 0 is nothing. */
static const uint16_t WINDOWS[32] = {
    0x20ac, 0,      0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021, 0x02c6, 0x2030, 0x0160,
    0x2039, 0x0152, 0,      0x017d, 0,      0,      0x2018, 0x2019, 0x201c, 0x201d, 0x2022,
    0x2013, 0x2014, 0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0,      0x017e, 0x0178};

/* Decode a character of UTF-8, which Python made, and go on behind it. */
static uint32_t
decoded(const unsigned char **at)
{
    const unsigned char *bytes = *at;
    if (bytes[0] < 0x80) {
        *at += 1;
        return bytes[0];
    }
    if (bytes[0] < 0xe0) {
        *at += 2;
        return (uint32_t)(bytes[0] & 0x1f) << 6 | (bytes[1] & 0x3f);
    }
    if (bytes[0] < 0xf0) {
        *at += 3;
        return (uint32_t)(bytes[0] & 0x0f) << 12 | (uint32_t)(bytes[1] & 0x3f) << 6 |
               (bytes[2] & 0x3f);
    }
    *at += 4; /* Windows-1252 has none of these: it need not be told which it is */
    return UINT32_MAX;
}

/* Return the place of a character in Windows-1252, that of ? for one that it has not. */
static unsigned char
windows(uint32_t code)
{
    if (code < 0x80) {
        return code == '?' ? '!' : (unsigned char)code;
    }
    if (code >= 0xa0 && code <= 0xff) {
        return (unsigned char)code;
    }
    for (unsigned at = 0; at < 32; at++) {
        if (WINDOWS[at] == code) { /* which is no 0 */
            return (unsigned char)(0x80 + at);
        }
    }
    return '?';
}

static PyObject *
folded(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *text, *result = NULL;
    const char *table;
    Py_ssize_t known;
    if (!PyArg_ParseTuple(args, "Uy#:folded", &text, &table, &known)) {
        return NULL;
    }
    if (known != 256) {
        PyErr_SetString(PyExc_ValueError, "a table has 256 characters");
        return NULL;
    }
    /* Half a surrogate pair is no UTF-8, but written like it, so that no text is refused. */
    PyObject *encoded = PyUnicode_AsEncodedString(text, "utf-8", "surrogatepass");
    if (encoded == NULL) {
        return NULL;
    }
    const unsigned char *at = (const unsigned char *)PyBytes_AsString(encoded);
    const unsigned char *end = at + PyBytes_Size(encoded);
    size_t count = 0;
    char ascii[128], *plain = PyMem_Malloc((size_t)(end - at) + 1);
    if (plain == NULL) {
        PyErr_NoMemory();
    } else {
        for (unsigned char code = 0; code < 128; code++) {
            ascii[code] = table[windows(code)];
        }
        while (at < end) { /* nearly all is ASCII */
            plain[count++] = *at < 128 ? ascii[*at++] : table[windows(decoded(&at))];
        }
        result = PyUnicode_DecodeASCII(plain, (Py_ssize_t)count, NULL);
    }
    PyMem_Free(plain);
    Py_DECREF(encoded);
    return result;
}

/* Return the UTF-8 of a text, which the text keeps; of ASCII it is the text itself. */
static const char *
utf8(PyObject *text, size_t *size)
{
    Py_ssize_t length = 0;
    const char *bytes = PyUnicode_AsUTF8AndSize(text, &length);
    *size = (size_t)length;
    return bytes;
}

/* Parts of a text, in no order. */
typedef struct {
    size_t (*items)[2];
    size_t count, room;
} Runs;

/* Keep the run without blanks around a place, and return where it ends; 0 with MemoryError. */
static size_t
keep_run(Runs *runs, const char *plain, size_t size, size_t place)
{
    size_t start = place;
    while (start && plain[start - 1] != ' ') {
        start--;
    }
    const char *blank = memchr(plain + place, ' ', size - place);
    size_t end = blank ? (size_t)(blank - plain) : size;
    if (runs->count == runs->room) {
        size_t room = runs->room * 2 + 16;
        void *items = room > PY_SSIZE_T_MAX / sizeof *runs->items
                          ? NULL
                          : PyMem_Realloc(runs->items, room * sizeof *runs->items);
        if (items == NULL) {
            PyErr_NoMemory();
            return 0;
        }
        runs->items = items;
        runs->room = room;
    }
    runs->items[runs->count][0] = start;
    runs->items[runs->count++][1] = end;
    return end;
}

static int
is_alphanumeric(char letter)
{
    return (letter >= 'a' && letter <= 'z') || (letter >= '0' && letter <= '9');
}

/* Keep all runs in which a word begins so; where ``anywhere``, the letters may stand inside, too. */
static int
find(Runs *runs, const char *plain, size_t size, const char *letters, size_t length, int anywhere)
{
    size_t at = 0;
    while (at < size && length <= size - at) {
        const char *found = memchr(plain + at, letters[0], size - at - length + 1);
        if (found == NULL) {
            break;
        }
        at = (size_t)(found - plain);
        if (memcmp(found, letters, length) ||
            (!anywhere && at && is_alphanumeric(plain[at - 1]))) {
            at++;
        } else if ((at = keep_run(runs, plain, size, at)) == 0) {
            return -1;
        }
    }
    return 0;
}

static int
compared(const void *one, const void *other)
{
    size_t mine = *(const size_t *)one, its = *(const size_t *)other;
    return (mine > its) - (mine < its);
}

/* Sort the runs, and keep each once. */
static void
settle(Runs *runs)
{
    size_t sorted = 1, kept = 1;
    while (sorted < runs->count && runs->items[sorted - 1][0] < runs->items[sorted][0]) {
        sorted++;
    }
    if (sorted >= runs->count) {
        return;
    }
    qsort(runs->items, runs->count, sizeof *runs->items, compared);
    for (size_t n = 1; n < runs->count; n++) {
        if (runs->items[kept - 1][0] != runs->items[n][0]) {
            memmove(runs->items[kept++], runs->items[n], sizeof *runs->items);
        }
    }
    runs->count = kept;
}

static PyObject *
pair(size_t first, size_t second)
{
    PyObject *one = PyLong_FromSize_t(first), *other = PyLong_FromSize_t(second), *both = NULL;
    if (one && other) {
        both = PyTuple_Pack(2, one, other);
    }
    Py_XDECREF(one);
    Py_XDECREF(other);
    return both;
}

/* Append what was just made, which may be NULL, to a list. */
static int
append(PyObject *list, PyObject *made)
{
    int result = made ? PyList_Append(list, made) : -1;
    Py_XDECREF(made);
    return result;
}

static PyObject *
runs(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *given, *text, *beginnings, *result = NULL;
    Runs found = {NULL, 0, 0};
    size_t size, length;
    if (!PyArg_ParseTuple(args, "UO:runs", &text, &given)) {
        return NULL;
    }
    const char *plain = utf8(text, &size);
    if (plain == NULL || !(beginnings = PySequence_Tuple(given))) {
        return NULL;
    }
    if (size != (size_t)PyUnicode_GetLength(text)) {
        PyErr_SetString(PyExc_ValueError, "a plain text is of ASCII");
        goto done;
    }
    for (Py_ssize_t n = 0; n < PyTuple_Size(beginnings); n++) {
        const char *letters = utf8(PyTuple_GetItem(beginnings, n), &length);
        if (letters == NULL) {
            goto done;
        }
        if (length == 0) {
            PyErr_SetString(PyExc_ValueError, "a word begins with a letter");
            goto done;
        }
        if (find(&found, plain, size, letters, length, 0) < 0) {
            goto done;
        }
    }
    if (find(&found, plain, size, "", 1, 1) < 0) { /* NUL, which stands for what is odd */
        goto done;
    }
    settle(&found);
    result = PyList_New(0);
    for (size_t n = 0; result && n < found.count; n++) {
        if (append(result, pair(found.items[n][0], found.items[n][1])) < 0) {
            Py_CLEAR(result);
        }
    }
done:
    PyMem_Free(found.items);
    Py_DECREF(beginnings);
    return result;
}

/* Append to a list the spans of a part of a text, as those of the text. */
static int
append_spans(PyObject *list, PyObject *spans, Py_ssize_t low)
{
    PyObject *given = PySequence_Tuple(spans);
    int result = given ? 0 : -1;
    for (Py_ssize_t n = 0; result == 0 && n < PyTuple_Size(given); n++) {
        Py_ssize_t start, end;
        PyObject *span = PyTuple_GetItem(given, n);
        if (!PyTuple_Check(span)) {
            PyErr_SetString(PyExc_TypeError, "a span is two numbers");
            result = -1;
        } else if (!PyArg_ParseTuple(span, "nn", &start, &end)) {
            result = -1;
        } else if (start < 0 || end < start || end > PY_SSIZE_T_MAX - low) {
            PyErr_SetString(PyExc_ValueError, "a span lies outside its text");
            result = -1;
        } else {
            result = append(list, pair((size_t)(low + start), (size_t)(low + end)));
        }
    }
    Py_XDECREF(given);
    return result;
}

static PyObject *
spans(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *text, *given, *kept, *read, *regions, *result;
    Py_ssize_t longest;
    if (!PyArg_ParseTuple(args, "UOnOO:spans", &text, &given, &longest, &kept, &read) ||
        !(regions = PySequence_Tuple(given))) {
        return NULL;
    }
    result = PyList_New(0);
    for (Py_ssize_t n = 0; result && n < PyTuple_Size(regions); n++) {
        Py_ssize_t low, high;
        PyObject *region = PyTuple_GetItem(regions, n), *part = NULL, *found = NULL;
        if (!PyTuple_Check(region)) {
            PyErr_SetString(PyExc_TypeError, "a region is two numbers");
        } else if (PyArg_ParseTuple(region, "nn", &low, &high)) {
            if (low < 0 || high < low || high > PyUnicode_GetLength(text)) {
                PyErr_SetString(PyExc_ValueError, "a region lies outside the text");
            } else if ((part = PyUnicode_Substring(text, low, high))) {
                PyObject *reader = high - low <= longest ? kept : read;
                found = PyObject_CallFunctionObjArgs(reader, part, NULL);
            }
        }
        if (!found || append_spans(result, found, low) < 0) {
            Py_CLEAR(result);
        }
        Py_XDECREF(part);
        Py_XDECREF(found);
    }
    Py_DECREF(regions);
    return result;
}

/* Append the mark of a span to the list of its text, which begins at ``first``. */
static int
append_mark(PyObject *marks, PyObject *place, PyObject *leaf, size_t start, size_t end)
{
    PyObject *span = pair(start, end), *mark = span ? PyTuple_Pack(2, span, leaf) : NULL;
    PyObject *list = mark ? PyDict_GetItemWithError(marks, place) : NULL;
    int result = -1;
    if (list) {
        result = PyList_Append(list, mark);
    } else if (mark && !PyErr_Occurred() && (list = PyList_New(0))) {
        result = PyList_Append(list, mark) < 0 ? -1 : PyDict_SetItem(marks, place, list);
        Py_DECREF(list);
    }
    Py_XDECREF(span);
    Py_XDECREF(mark);
    return result;
}

/* Append the marks of a leaf, of which the spans are in order. */
static int
append_marks(PyObject *marks, PyObject *leaf, PyObject *given, PyObject *texts)
{
    PyObject *spans = PySequence_Tuple(given);
    Py_ssize_t at = -1, start, end, first = 0, next = 0; /* where the text starts, and the next */
    int result = spans ? 0 : -1;
    for (Py_ssize_t n = 0; result == 0 && n < PyTuple_Size(spans); n++) {
        result = -1;
        PyObject *span = PyTuple_GetItem(spans, n);
        if (!PyTuple_Check(span)) {
            PyErr_SetString(PyExc_TypeError, "a span is two numbers");
            break;
        }
        if (!PyArg_ParseTuple(span, "nn", &start, &end)) {
            break;
        }
        while (start >= next && at + 1 < PyTuple_Size(texts)) {
            Py_ssize_t length = PyUnicode_GetLength(PyTuple_GetItem(texts, ++at));
            if (length < 0) {
                goto done;
            }
            first = next;
            next += length + 1;
        }
        if (start < first || end < start || end >= next) {
            PyErr_SetString(PyExc_ValueError, "the spans are not in order");
            break;
        }
        PyObject *place = PyLong_FromSsize_t(at);
        if (place) {
            result = append_mark(marks, place, leaf, (size_t)(start - first),
                                 (size_t)(end - first));
            Py_DECREF(place);
        }
    }
done:
    Py_XDECREF(spans);
    return result;
}

static PyObject *
by_text(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *given, *given_texts, *texts, *leaves, *key, *list;
    if (!PyArg_ParseTuple(args, "OO:by_text", &given, &given_texts) ||
        !(texts = PySequence_Tuple(given_texts))) {
        return NULL;
    }
    PyObject *result = (leaves = PySequence_Tuple(given)) ? PyDict_New() : NULL;
    for (Py_ssize_t n = 0; result && n < PyTuple_Size(leaves); n++) {
        PyObject *leaf, *spans, *one = PyTuple_GetItem(leaves, n);
        if (!PyTuple_Check(one)) {
            PyErr_SetString(PyExc_TypeError, "a leaf is its number and its spans");
            Py_CLEAR(result);
        } else if (!PyArg_ParseTuple(one, "OO", &leaf, &spans) ||
                   append_marks(result, leaf, spans, texts) < 0) {
            Py_CLEAR(result);
        }
    }
    Py_ssize_t at = 0;
    while (result && PyTuple_Size(leaves) > 1 && PyDict_Next(result, &at, &key, &list)) {
        if (PyList_Sort(list) < 0) {
            Py_CLEAR(result);
        }
    }
    Py_DECREF(texts);
    Py_XDECREF(leaves);
    return result;
}

/* A mark of a text. */
typedef struct {
    Py_ssize_t start, end;
    size_t leaf; /* which of the distinct leaves it is of */
} Mark;

/* How much of a query stands in a window: leaves first, then marks. */
typedef struct {
    Py_ssize_t leaves, marks;
} Worth;

static int
is_more(Worth one, Worth other)
{
    return one.leaves > other.leaves || (one.leaves == other.leaves && one.marks > other.marks);
}

/* Read marks; return how many distinct leaves they have, -1 with an error. */
static Py_ssize_t
marks_from(PyObject *given, Mark *marks, PyObject **leaves)
{
    size_t distinct = 0;
    for (Py_ssize_t n = 0; n < PyTuple_Size(given); n++) {
        PyObject *leaf, *mark = PyTuple_GetItem(given, n);
        if (!PyTuple_Check(mark)) {
            PyErr_SetString(PyExc_TypeError, "a mark is a span and a leaf");
            return -1;
        }
        if (!PyArg_ParseTuple(mark, "(nn)O", &marks[n].start, &marks[n].end, &leaf)) {
            return -1;
        }
        if (marks[n].start < (n ? marks[n - 1].start : 0) || marks[n].end < marks[n].start) {
            PyErr_SetString(PyExc_ValueError, "the marks are not in order");
            return -1;
        }
        size_t which = 0;
        for (int same = 0; which < distinct; which++) {
            if (leaves[which] == leaf ||
                (same = PyObject_RichCompareBool(leaves[which], leaf, Py_EQ)) > 0) {
                break;
            }
            if (same < 0) {
                return -1;
            }
        }
        leaves[which] = leaf; /* borrowed from the marks */
        distinct += which == distinct;
        marks[n].leaf = which;
    }
    return (Py_ssize_t)distinct;
}

/* Return the start of the window with the most in it, the first of them. */
static Py_ssize_t
best_start(const Mark *marks, size_t count, Py_ssize_t distinct, size_t *seen, Py_ssize_t last,
           Py_ssize_t width, Py_ssize_t before)
{
    Worth best = {-1, -1}; /* less than a window in which no mark is whole */
    Py_ssize_t chosen = 0;
    size_t first = 0, until = 0;
    for (size_t n = 0; n < count; n++) {
        Py_ssize_t start = marks[n].start < before ? 0 : marks[n].start - before;
        start = start < last ? start : last;
        while (first < count && marks[first].start < start) {
            first++;
        }
        while (until < count && marks[until].start - start < width) {
            until++;
        }
        Py_ssize_t most = until > first ? (Py_ssize_t)(until - first) : 0;
        Worth inside = {0, 0}, limit = {most < distinct ? most : distinct, most};
        if (!is_more(limit, best)) {
            continue;
        }
        for (size_t at = first; at < until; at++) {
            if (marks[at].end - start <= width) {
                inside.marks++;
                inside.leaves += seen[marks[at].leaf] != n + 1;
                seen[marks[at].leaf] = n + 1;
            }
        }
        if (is_more(inside, best)) {
            best = inside;
            chosen = start;
        }
    }
    return chosen;
}

static PyObject *
window(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *given, *tuple, *result = NULL;
    Py_ssize_t last, width, before;
    if (!PyArg_ParseTuple(args, "Onnn:window", &given, &last, &width, &before) ||
        !(tuple = PySequence_Tuple(given))) {
        return NULL;
    }
    size_t count = (size_t)PyTuple_Size(tuple);
    Mark *marks = PyMem_Calloc(count + 1, sizeof(Mark));
    size_t *seen = PyMem_Calloc(count + 1, sizeof(size_t));
    PyObject **leaves = PyMem_Calloc(count + 1, sizeof(PyObject *));
    if (!marks || !seen || !leaves) {
        PyErr_NoMemory();
    } else if (last < 0 || width < 0 || before < 0) {
        PyErr_SetString(PyExc_ValueError, "a number is negative");
    } else {
        Py_ssize_t distinct = marks_from(tuple, marks, leaves);
        if (distinct >= 0) {
            result = PyLong_FromSsize_t(
                best_start(marks, count, distinct, seen, last, width, before));
        }
    }
    PyMem_Free(marks);
    PyMem_Free(seen);
    PyMem_Free(leaves);
    Py_DECREF(tuple);
    return result;
}

/* ------------------------------------------------------------------------------------------------
   The module. */

static PyMethodDef methods[] = {
    {"folded", folded, METH_VARARGS, "Return a text by a table, NUL for what is not in it."},
    {"runs", runs, METH_VARARGS, "Return the runs without blanks in which a word begins so."},
    {"spans", spans, METH_VARARGS, "Return what is read in some parts of a text."},
    {"window", window, METH_VARARGS, "Return where the most marks begin to stand together."},
    {"by_text", by_text, METH_VARARGS, "Return the marks of each of several texts."},
    {NULL, NULL, 0, NULL},
};

static PyModuleDef_Slot slots[] = {{0, NULL}};

static PyModuleDef definition = {
    PyModuleDef_HEAD_INIT,
    .m_name = "_scan",
    .m_doc = "The inner loops of highlighting, compiled.",
    .m_methods = methods,
    .m_slots = slots,
};

PyMODINIT_FUNC
PyInit__scan(void)
{
    return PyModuleDef_Init(&definition);
}
