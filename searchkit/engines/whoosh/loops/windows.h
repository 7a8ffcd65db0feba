/* Windows: how often terms stand together in the documents of a source. */

/* The postings of one term, walked along. */
typedef struct {
    Extent extent;
    size_t row;     /* the next of its postings */
    size_t place;   /* where the positions of that row begin */
    size_t last;    /* where those of the term end */
    size_t large;   /* the next of the large frequencies */
    size_t begin, count; /* where the positions in the document at hand are, and how many */
} Walk;

static uint64_t
doc_at(const Source *self, size_t place)
{
    uint64_t doc = ((const uint16_t *)self->columns[DOCS].view.buf)[place];
    return has(&self->columns[ABOVE]) ? doc | number(&self->columns[ABOVE], place) << 16 : doc;
}

/* Return how often the term stands in the documents from the next row to before another. */
static size_t
frequency(const Source *self, Walk *walk, size_t until)
{
    if (!has(&self->columns[FREQS])) {
        return until - walk->row;
    }
    const uint8_t *freqs = self->columns[FREQS].view.buf;
    const Column *places = &self->columns[LARGE_PLACES];
    size_t sum = 0;
    for (size_t row = walk->row; row < until; row++) {
        sum += freqs[row];
    }
    for (; walk->large < places->count; walk->large++) {
        uint64_t place = number(places, walk->large);
        if (place < walk->row || place >= until) {
            break;
        }
        sum += (size_t)number(&self->columns[LARGE], walk->large) - freqs[place];
    }
    return sum;
}

static int
passed(const Source *self, Walk *walk, size_t until, size_t *count)
{
    *count = frequency(self, walk, until);
    if (*count > walk->last - walk->place) {
        return fault("a term has more positions than there are");
    }
    walk->row = until;
    return 0;
}

/* Go to a document; 1 where the term stands in it, 0 where not, -1 for an error. */
static int
go_to(const Source *self, Walk *walk, uint64_t doc)
{
    size_t from = walk->row, low = from, step = 1, count = walk->extent.until;
    while (low < count && doc_at(self, low) < doc) {
        from = low + 1;
        low = step < count - low ? low + step : count;
        step *= 2;
    }
    while (from < low) {
        size_t middle = from + (low - from) / 2;
        if (doc_at(self, middle) < doc) {
            from = middle + 1;
        } else {
            low = middle;
        }
    }
    size_t skipped;
    if (passed(self, walk, from, &skipped) < 0) {
        return -1;
    }
    walk->place += skipped;
    if (from == count || doc_at(self, from) != doc) {
        return 0;
    }
    if (passed(self, walk, from + 1, &walk->count) < 0) {
        return -1;
    }
    walk->begin = walk->place;
    walk->place += walk->count;
    return 1;
}

static int
begin(Source *self, const Choice *choice, Walk *walk)
{
    const Column *places = &self->columns[PLACES];
    *walk = (Walk){{0, 0, 0, 0, 1.0}, 0, 0, 0, 0, 0, 0};
    if (extent(self, choice, &walk->extent) < 0) {
        return -1;
    }
    const Extent *found = &walk->extent;
    if (!found->terms) {
        return 0;
    }
    if (checked(self, DOCS, found->first, found->until) < 0 ||
        (has(&self->columns[ABOVE]) && checked(self, ABOVE, found->first, found->until) < 0) ||
        (has(&self->columns[FREQS]) && checked(self, FREQS, found->first, found->until) < 0) ||
        checked(self, PLACES, found->ordinal, found->ordinal + 2) < 0 ||
        large_from(self, found->first, &walk->large) < 0) {
        return -1;
    }
    uint64_t place = number(places, found->ordinal), last = number(places, found->ordinal + 1);
    if (place > last || last > self->columns[POSITIONS].count) {
        return fault("a term has positions where there are none");
    }
    walk->row = found->first;
    walk->place = (size_t)place;
    walk->last = (size_t)last;
    return checked(self, POSITIONS, walk->place, walk->last);
}

/* What is looked for: distinct terms, and for each place of the window which of them it is. */
typedef struct {
    Choice *choices;
    size_t distinct;
    size_t *which;  /* by place of the window */
    size_t *times;  /* by distinct term */
    size_t size;
    int64_t distance; /* -1 where the terms stand one behind the other */
} Window;

/* Return at how many places of the document at hand the terms stand one behind the other. */
static size_t
runs(const Source *self, const Walk *walks, const Window *window, size_t *at)
{
    const Column *positions = &self->columns[POSITIONS];
    size_t base = 0, found = 0;
    for (size_t n = 0; n < window->size; n++) {
        at[n] = walks[window->which[n]].begin;
        if (walks[window->which[n]].count < walks[window->which[base]].count) {
            base = n;
        }
    }
    const Walk *rare = &walks[window->which[base]];
    for (size_t place = rare->begin; place < rare->begin + rare->count; place++) {
        uint64_t position = number(positions, place);
        size_t n = 0;
        if (position < base) {
            continue;
        }
        for (; n < window->size; n++) {
            const Walk *walk = &walks[window->which[n]];
            uint64_t wanted = position - base + n;
            while (at[n] < walk->begin + walk->count && number(positions, at[n]) < wanted) {
                at[n]++;
            }
            if (at[n] == walk->begin + walk->count || number(positions, at[n]) != wanted) {
                break;
            }
        }
        found += n == window->size;
    }
    return found;
}

/* Return at how many places of terms all of them stand within the distance from there on. */
static size_t
close_by(const Source *self, const Walk *walks, const Window *window, size_t *at)
{
    const Column *positions = &self->columns[POSITIONS];
    size_t found = 0, *low = at, *high = at + window->distinct;
    for (size_t one = 0; one < window->distinct; one++) {
        for (size_t n = 0; n < window->distinct; n++) {
            low[n] = high[n] = walks[n].begin;
        }
        for (size_t place = walks[one].begin; place < walks[one].begin + walks[one].count; place++) {
            uint64_t first = number(positions, place);
            uint64_t last = first + (uint64_t)window->distance;
            size_t n = 0;
            for (; n < window->distinct; n++) {
                size_t end = walks[n].begin + walks[n].count;
                while (low[n] < end && number(positions, low[n]) < first) {
                    low[n]++;
                }
                while (high[n] < end && number(positions, high[n]) <= last) {
                    high[n]++;
                }
                if (high[n] < low[n] + window->times[n]) {
                    break;
                }
            }
            found += n == window->distinct;
        }
    }
    return found;
}

/* Append the documents of a source where the terms stand together, and at how many places. */
static int
windows_in(Source *self, const Window *window, Walk *walks, size_t *at, Run *run)
{
    const Column *columns = self->columns;
    size_t rare = 0;
    if (!has(&columns[POSITIONS]) || !has(&columns[PLACES])) {
        return 0;
    }
    for (size_t n = 0; n < window->distinct; n++) {
        if (begin(self, &window->choices[n], &walks[n]) < 0) {
            return -1;
        }
        const Extent *least = &walks[rare].extent, *found = &walks[n].extent;
        if (!found->terms) {
            return 0;
        }
        if (found->until - found->first < least->until - least->first) {
            rare = n;
        }
    }
    for (size_t row = walks[rare].row; row < walks[rare].extent.until; row++) {
        uint64_t doc = doc_at(self, row);
        if (doc >= self->size) {
            return fault("a posting is of a document that is not there");
        }
        if (self->alive.obj && !((const char *)self->alive.buf)[doc]) {
            continue;
        }
        int is_here = 1;
        for (size_t n = 0; n < window->distinct && is_here == 1; n++) {
            is_here = n == rare ? 1 : go_to(self, &walks[n], doc);
        }
        is_here = is_here == 1 ? go_to(self, &walks[rare], doc) : is_here;
        if (is_here < 0) {
            return -1;
        }
        size_t count = !is_here                ? 0
                       : window->distance < 0 ? runs(self, walks, window, at)
                                               : close_by(self, walks, window, at);
        if (count) {
            if (run_reserve(run, 1, 1) < 0) {
                return -1;
            }
            run->docs[run->count] = (int64_t)(doc + self->offset);
            run->values[run->count++] = (double)count;
        }
    }
    return 0;
}
