/* Postings become documents, in the numbers of all segments, and what they count. */

static int
load_docs(Source *self, size_t first, size_t count, int64_t *docs)
{
    if (checked(self, DOCS, first, first + count) < 0) {
        return -1;
    }
    const uint16_t *low = (const uint16_t *)self->columns[DOCS].view.buf + first;
    const Column *above = &self->columns[ABOVE];
    uint64_t most = 0;
    if (has(above)) {
        if (checked(self, ABOVE, first, first + count) < 0) {
            return -1;
        }
        for (size_t at = 0; at < count; at++) {
            uint64_t doc = low[at] | number(above, first + at) << 16;
            most = doc > most ? doc : most;
            docs[at] = (int64_t)(doc + self->offset);
        }
    } else {
        uint16_t highest = 0;
        for (size_t at = 0; at < count; at++) {
            highest = low[at] > highest ? low[at] : highest;
            docs[at] = (int64_t)(low[at] + self->offset);
        }
        most = highest;
    }
    if (count && most >= self->size) {
        return fault("a posting is of a document that is not there");
    }
    return 0;
}

/* Find which of the large frequencies lie from a place of the postings on. */
static int
large_from(Source *self, size_t first, size_t *found)
{
    const Column *places = &self->columns[LARGE_PLACES];
    size_t low = 0, high = places->count;
    if (!has(places)) {
        *found = 0;
        return 0;
    }
    if (checked(self, LARGE_PLACES, 0, high) < 0 || checked(self, LARGE, 0, high) < 0) {
        return -1;
    }
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (number(places, middle) < first) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    *found = low;
    return 0;
}

static int
load_values(Source *self, size_t first, size_t count, double factor, double *values)
{
    const Column *weights = &self->columns[WEIGHTS], *freqs = &self->columns[FREQS];
    if (has(weights)) {
        if (checked(self, WEIGHTS, first, first + count) < 0) {
            return -1;
        }
        const float *given = (const float *)weights->view.buf + first;
        for (size_t at = 0; at < count; at++) {
            values[at] = given[at];
        }
    } else if (has(freqs)) {
        size_t large;
        if (checked(self, FREQS, first, first + count) < 0 || large_from(self, first, &large) < 0) {
            return -1;
        }
        const uint8_t *given = (const uint8_t *)freqs->view.buf + first;
        for (size_t at = 0; at < count; at++) {
            values[at] = given[at];
        }
        const Column *places = &self->columns[LARGE_PLACES];
        for (; large < places->count; large++) {
            uint64_t place = number(places, large);
            if (place < first || place - first >= count) {
                break;
            }
            values[place - first] = (double)number(&self->columns[LARGE], large);
        }
    } else {
        for (size_t at = 0; at < count; at++) {
            values[at] = 1.0;
        }
    }
    if (factor != 1.0) {
        for (size_t at = 0; at < count; at++) {
            values[at] *= factor;
        }
    }
    return 0;
}

/* Load postings, and return how many are of documents alive; -1 is an error.  Without ``values``
   only the documents are wanted. */
static Py_ssize_t
load(Source *self, size_t first, size_t count, double factor, int64_t *docs, double *values)
{
    if (load_docs(self, first, count, docs) < 0 ||
        (values && load_values(self, first, count, factor, values) < 0)) {
        return -1;
    }
    if (self->alive.obj == NULL) {
        return (Py_ssize_t)count;
    }
    const char *alive = self->alive.buf;
    size_t kept = 0;
    for (size_t at = 0; at < count; at++) {
        docs[kept] = docs[at];
        if (values) {
            values[kept] = values[at];
        }
        kept += alive[docs[at] - (int64_t)self->offset] != 0;
    }
    return (Py_ssize_t)kept;
}

/* Append the documents of some extents, each once and in order, with the sums of what they count:
   in an array by document, in which nothing is read that was not written. */
static int
tally(Source *self, const Extent *extents, size_t count, int scored, Run *run)
{
    enum { TOGETHER = 512 };
    int64_t docs[TOGETHER];
    double values[TOGETHER];
    int result = -1;
    size_t words = self->size / 64 + 1, found = 0;
    uint64_t *held = PyMem_Calloc(words, sizeof(uint64_t));
    double *sums = scored ? PyMem_Malloc((self->size + 1) * sizeof(double)) : NULL;
    if (held == NULL || (scored && sums == NULL)) {
        PyErr_NoMemory();
        goto done;
    }
    for (size_t at = 0; at < count; at++) {
        for (size_t first = extents[at].first; first < extents[at].until; first += TOGETHER) {
            size_t left = extents[at].until - first;
            Py_ssize_t loaded = load(self, first, left < TOGETHER ? left : TOGETHER,
                                     extents[at].factor, docs, scored ? values : NULL);
            if (loaded < 0) {
                goto done;
            }
            for (Py_ssize_t n = 0; n < loaded; n++) {
                size_t doc = (size_t)docs[n] - self->offset;
                uint64_t bit = (uint64_t)1 << doc % 64, here = held[doc / 64];
                if (scored) {
                    sums[doc] = here & bit ? sums[doc] + values[n] : values[n];
                }
                found += !(here & bit);
                held[doc / 64] = here | bit;
            }
        }
    }
    if (run_reserve(run, found, scored) < 0) {
        goto done;
    }
    for (size_t word = 0; word < words; word++) {
        uint64_t bits = held[word];
        for (size_t doc = word * 64; bits; doc++, bits >>= 1) {
            if ((bits & 0xff) == 0) {
                bits >>= 7;
                doc += 7;
            } else if (bits & 1) {
                run->docs[run->count] = (int64_t)(doc + self->offset);
                if (scored) {
                    run->values[run->count] = sums[doc];
                }
                run->count++;
            }
        }
    }
    result = 0;
done:
    PyMem_Free(held);
    PyMem_Free(sums);
    return result;
}

/* Append the documents of what is chosen in a source. */
static int
choose(Source *self, const Choice *choices, size_t count, int scored, Run *run)
{
    int result = -1;
    size_t terms = 0, some = 0;
    Extent one, *extents = count == 1 ? &one : PyMem_Malloc(count * sizeof(Extent));
    if (extents == NULL) {
        PyErr_NoMemory();
        return -1;
    }
    for (size_t at = 0; at < count; at++) {
        if (extent(self, &choices[at], &extents[some]) < 0) {
            goto done;
        }
        terms += extents[some].terms;
        some += extents[some].terms != 0;
    }
    if (terms > 1) {
        result = tally(self, extents, some, scored, run);
    } else if (terms == 1) { /* its documents are in order, each once */
        size_t postings = extents[0].until - extents[0].first;
        if (run_reserve(run, postings, scored) < 0) {
            goto done;
        }
        Py_ssize_t kept = load(self, extents[0].first, postings, extents[0].factor,
                               run->docs + run->count, scored ? run->values + run->count : NULL);
        if (kept >= 0) {
            run->count += (size_t)kept;
            result = 0;
        }
    } else {
        result = 0;
    }
done:
    if (extents != &one) {
        PyMem_Free(extents);
    }
    return result;
}
