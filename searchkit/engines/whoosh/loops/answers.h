/* What is asked of fields: the documents of words, what they weigh, where words stand together. */

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
