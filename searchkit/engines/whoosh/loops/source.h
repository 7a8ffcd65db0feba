/* A source: the postings of a field in one segment, mapped from its file. */

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
