/* The two inner loops of indexing, compiled: texts become numbers of words, and those postings.

   portable.py does the same in Python, and says what is given and returned.  Only the limited API
   of Python 3.11 is used, so that one binary serves it and all later versions. */

#define PY_SSIZE_T_CLEAN
#define Py_LIMITED_API 0x030B0000
#include <Python.h>
#include <stdint.h>
#include <string.h>

#include "pieces.h"
#include "texts.h"
#include "invert.h"

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
