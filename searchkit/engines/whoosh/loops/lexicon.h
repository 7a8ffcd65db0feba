/* The lexicon of a source: the first 8 bytes of each term as a number, then the terms whole. */

typedef struct {
    const char *bytes;
    size_t size;
    uint64_t key;
} Text;

static uint64_t
key_of(const char *bytes, size_t size)
{
    uint64_t key = 0;
    for (size_t at = 0; at < 8; at++) {
        key = key << 8 | (at < size ? (unsigned char)bytes[at] : 0);
    }
    return key;
}

/* Say in ``order`` whether a term is before the text (-1), is it (0), or behind. */
static int
compared(Source *self, size_t ordinal, const Text *text, int *order)
{
    uint64_t key = ((const uint64_t *)self->columns[KEYS].view.buf)[ordinal];
    if (key != text->key) {
        *order = key < text->key ? -1 : 1;
        return 0;
    }
    if (checked(self, ENDS, ordinal ? ordinal - 1 : 0, ordinal + 1) < 0) {
        return -1;
    }
    uint64_t start = ordinal ? number(&self->columns[ENDS], ordinal - 1) : 0;
    uint64_t end = number(&self->columns[ENDS], ordinal);
    if (start > end || end > self->columns[TERMS].count) {
        return fault("a term lies outside the lexicon");
    }
    if (checked(self, TERMS, (size_t)start, (size_t)end) < 0) {
        return -1;
    }
    size_t size = (size_t)(end - start), both = size < text->size ? size : text->size;
    *order = memcmp((const char *)self->columns[TERMS].view.buf + start, text->bytes, both);
    if (*order == 0) {
        *order = (size > text->size) - (size < text->size);
    }
    return 0;
}

/* Find the ordinal, from ``low`` on, of the first term that is not before the text. */
static int
first_from(Source *self, const Text *text, size_t low, size_t *found)
{
    size_t high = self->columns[KEYS].count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order;
        if (compared(self, middle, text, &order) < 0) {
            return -1;
        }
        if (order < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    *found = low;
    return 0;
}

/* Terms from one text on to before another, or to the last one, and how much each counts. */
typedef struct {
    Text first, until;
    int is_open; /* goes on to the last term */
    double factor;
} Choice;

/* What was chosen in a source: ``terms`` many, whose postings lie in one piece. */
typedef struct {
    size_t ordinal, terms, first, until;
    double factor;
} Extent;

static int
extent(Source *self, const Choice *choice, Extent *found)
{
    const size_t terms = self->columns[KEYS].count;
    size_t low, high;
    int order = -1;
    *found = (Extent){0, 0, 0, 0, choice->factor};
    if (checked(self, KEYS, 0, terms) < 0 || first_from(self, &choice->first, 0, &low) < 0) {
        return -1;
    }
    for (high = choice->is_open ? terms : low; high < terms && high < low + 2; high++) {
        if (compared(self, high, &choice->until, &order) < 0) {
            return -1;
        }
        if (order >= 0) {
            break;
        }
    }
    /* Nearly always there is one term, or none. */
    if (order < 0 && high < terms && first_from(self, &choice->until, high, &high) < 0) {
        return -1;
    }
    if (low == high) {
        return 0;
    }
    if (checked(self, STARTS, low, low + 1) < 0 || checked(self, STARTS, high, high + 1) < 0) {
        return -1;
    }
    uint64_t first = number(&self->columns[STARTS], low);
    uint64_t until = number(&self->columns[STARTS], high);
    if (first > until || until > self->columns[DOCS].count) {
        return fault("a term has postings where there are none");
    }
    *found = (Extent){low, high - low, (size_t)first, (size_t)until, choice->factor};
    return 0;
}
