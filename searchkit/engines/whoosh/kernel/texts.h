/* Texts in UTF-8 become the numbers of their words: piece by piece, from blank to blank. */

/* Which bytes end a piece, or may begin a blank of two or three bytes. */
enum { LETTER, BLANK, LEAD };
static const unsigned char KINDS[256] = {
    ['\t'] = BLANK, ['\n'] = BLANK, ['\v'] = BLANK, ['\f'] = BLANK, ['\r'] = BLANK,
    [0x1c] = BLANK, [0x1d] = BLANK, [0x1e] = BLANK, [0x1f] = BLANK, [' '] = BLANK,
    [0xc2] = LEAD,  [0xe1] = LEAD,  [0xe2] = LEAD,  [0xe3] = LEAD,
};

/* Return how many bytes of UTF-8 the blank here has, 0 where there is none: as str.isspace. */
static size_t
blank(const unsigned char *at, const unsigned char *end)
{
    if (KINDS[at[0]] != LEAD) {
        return KINDS[at[0]] == BLANK;
    }
    if (at[0] == 0xc2) { /* U+0085, U+00A0 */
        return end - at >= 2 && (at[1] == 0x85 || at[1] == 0xa0) ? 2 : 0;
    }
    if (end - at < 3) {
        return 0;
    }
    unsigned last = at[2];
    switch (at[0] << 8 | at[1]) {
    case 0xe280: /* U+2000 to U+200A, U+2028, U+2029, U+202F */
        return last <= 0x8a || last == 0xa8 || last == 0xa9 || last == 0xaf ? 3 : 0;
    case 0xe281: /* U+205F */
        return last == 0x9f ? 3 : 0;
    case 0xe19a: /* U+1680 */
    case 0xe380: /* U+3000 */
        return last == 0x80 ? 3 : 0;
    }
    return 0;
}

static int
is_digit(char letter)
{
    return letter >= '0' && letter <= '9';
}

static int
is_small(char letter)
{
    return letter >= 'a' && letter <= 'z';
}

static int
is_capital(char letter)
{
    return letter >= 'A' && letter <= 'Z';
}

static int
is_of_word(char letter)
{
    return is_small(letter) || is_capital(letter) || is_digit(letter);
}

/* Say whether the words of a piece are its runs of ASCII letters and digits, in small letters, and
   it is not just one of them; as _NEEDS_READING in portable.py. */
static int
has_runs(const char *piece, size_t size)
{
    size_t run = 0, others = 0; /* letters of the run before; what is a capital or in no run */
    if (size > LONGEST_KEPT) {
        return 0;
    }
    for (size_t at = 0; at < size; at++) {
        char letter = piece[at];
        if (is_of_word(letter)) {
            run++;
            others += (size_t)is_capital(letter);
            continue;
        }
        if ((unsigned char)letter >= 0x80) {
            return 0;
        }
        if (run && at + 1 < size && is_of_word(piece[at + 1])) {
            int digit = is_digit(piece[at - 1]);
            if (letter == '\'' || (letter == '.' && (run == 1 || digit)) ||
                (letter == ',' && digit && is_digit(piece[at + 1]))) {
                return 0;
            }
        }
        run = 0;
        others++;
    }
    return others > 0;
}

static int take(Pieces *, const Piece *, Numbers *);

/* Append the words of the runs of a piece to numbers. */
static int
take_runs(Pieces *self, const Piece *piece, Numbers *numbers)
{
    char run[LONGEST_KEPT];
    size_t before = numbers->size;
    for (size_t at = 0; at < piece->size;) {
        size_t size = 0;
        for (; at < piece->size && is_of_word(piece->letters[at]); at++) {
            char letter = piece->letters[at];
            run[size++] = is_capital(letter) ? (char)(letter - 'A' + 'a') : letter;
        }
        at += size == 0;
        if (size) {
            Piece word = piece_of(self->seed, run, size, run + size);
            if (take(self, &word, numbers) < 0) {
                return -1;
            }
        }
    }
    return keep(self, piece, numbers, before);
}

/* Append the words of a piece to numbers. */
static int
take(Pieces *self, const Piece *piece, Numbers *numbers)
{
    const Slot *slot = found(self, piece);
    if (slot->size == 0) {
        return has_runs(piece->letters, piece->size) ? take_runs(self, piece, numbers)
                                                     : ask(self, piece, numbers);
    }
    if (slot->count == 1 && numbers->size < numbers->room) { /* nearly always */
        numbers->items[numbers->size++] = slot->word;
        return 0;
    }
    const int32_t *words =
        slot->count > 1 ? &self->sequences.items[slot->word] : &slot->word;
    return append(numbers, words, slot->count);
}

static int
take_all(Pieces *self, const Piece *pieces, size_t count, Numbers *numbers)
{
    for (size_t at = 0; at < count; at++) {
        if (take(self, &pieces[at], numbers) < 0) {
            return -1;
        }
    }
    return 0;
}

/* Append the words of the text in UTF-8 to numbers. */
static int
read_text(Pieces *self, const char *text, size_t size, Numbers *numbers)
{
    const unsigned char *at = (const unsigned char *)text, *end = at + size;
    Piece pieces[TOGETHER];
    size_t count = 0;
    while (at < end) {
        size_t skipped;
        while (at < end && (skipped = blank(at, end))) {
            at += skipped;
        }
        const unsigned char *begin = at;
        while (at < end && (KINDS[*at] == LETTER || !blank(at, end))) {
            at++;
        }
        if (at == begin) {
            break;
        }
        pieces[count] =
            piece_of(self->seed, (const char *)begin, (size_t)(at - begin), text + size);
        PREFETCH(&self->slots[pieces[count].hash & self->mask]);
        if (++count == TOGETHER) {
            if (take_all(self, pieces, count, numbers) < 0) {
                return -1;
            }
            count = 0;
        }
    }
    return take_all(self, pieces, count, numbers);
}
