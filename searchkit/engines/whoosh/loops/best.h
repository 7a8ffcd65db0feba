/* The best of documents that have been found: by score, then by day and key. */

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
