/* Sets of documents that have been found, put together. */

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
