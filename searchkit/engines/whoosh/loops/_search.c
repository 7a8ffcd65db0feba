/* The inner loops of searching, compiled: words become documents with scores, and sets of those one.

   gathering.py and sets.py do the same in numpy, and say what is given and returned; sums are added
   up in the same order, so that no score differs.  Only the limited API of Python 3.11 is used, so
   that one binary serves it and all later versions. */

#define PY_SSIZE_T_CLEAN
#define Py_LIMITED_API 0x030B0000
#include <Python.h>
#include <stdint.h>
#include <string.h>

#include "runs.h"
#include "source.h"
#include "lexicon.h"
#include "postings.h"
#include "windows.h"
#include "fields.h"
#include "answers.h"
#include "sets.h"
#include "best.h"

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
