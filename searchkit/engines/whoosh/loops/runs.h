/* Runs: documents in order, and a number for each, in two bytearrays. */

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
