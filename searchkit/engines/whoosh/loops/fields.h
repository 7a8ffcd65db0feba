/* A field: its sources in the order of segments, and what a frequency in it is divided by. */

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
