/* Pieces: a hash table with open addressing, from the UTF-8 of a piece to the numbers of its words.
   A slot without a piece has the size 0, which no piece has.  Nothing is ever taken out. */

/* Longer pieces, in bytes, are asked for each time: they seldom come twice. */
#define LONGEST_KEPT 255

/* Pieces that are looked for together, so that the memory for all of them is on its way at once:
   most of the time of looking up goes into waiting for it. */
#define TOGETHER 32

#if defined(__GNUC__)
#define PREFETCH(slot) (__builtin_prefetch(slot), __builtin_prefetch((slot) + 1))
#else
#define PREFETCH(slot) ((void)(slot))
#endif


/* Numbers that grow in number. */
typedef struct {
    int32_t *items;
    size_t size, room;
} Numbers;

/* Most pieces are short, and stand in their slot as a whole. */
#define SHORT 16

typedef struct {
    uint64_t key[2]; /* a short piece, filled up with zeros; of a long one the place in ``letters`` */
    uint32_t hash;
    uint32_t size;
    uint32_t count;
    int32_t word; /* the number where there is one, the place in ``sequences`` where more */
} Slot;

/* A piece of text, as it is looked for. */
typedef struct {
    uint64_t key[2];
    uint32_t hash;
    size_t size;
    const char *letters;
} Piece;

typedef struct {
    PyObject_HEAD
    PyObject *missing;
    uint64_t seed[2];
    Slot *slots;
    size_t mask; /* slots - 1; their number is a power of two */
    size_t used;
    char *letters;
    size_t letters_size, letters_room;
    Numbers sequences; /* of pieces that have several words */
} Pieces;

/* Return memory for at least ``wanted`` items, with what was in ``items``; NULL with MemoryError,
   ``items`` being as it was. */
static void *
roomier(void *items, size_t *room, size_t wanted, size_t width)
{
    size_t more = *room + *room / 2 + 64;
    if (wanted > PY_SSIZE_T_MAX / width / 2) {
        return PyErr_NoMemory();
    }
    if (more < wanted) {
        more = wanted;
    }
    items = PyMem_Realloc(items, more * width);
    if (items == NULL) {
        return PyErr_NoMemory();
    }
    *room = more;
    return items;
}

static int
append(Numbers *numbers, const int32_t *more, size_t count)
{
    if (count == 0) { /* where there are no items yet, there is no place to copy to */
        return 0;
    }
    if (count > numbers->room - numbers->size) {
        void *items =
            roomier(numbers->items, &numbers->room, numbers->size + count, sizeof(int32_t));
        if (items == NULL) {
            return -1;
        }
        numbers->items = items;
    }
    memcpy(numbers->items + numbers->size, more, count * sizeof(int32_t));
    numbers->size += count;
    return 0;
}

#define ROTATED(word, bits) ((word) << (bits) | (word) >> (64 - (bits)))
#define SIP_ROUND                                                                                 \
    do {                                                                                          \
        a += b, c += d, b = ROTATED(b, 13) ^ a, d = ROTATED(d, 16) ^ c, a = ROTATED(a, 32);       \
        c += b, a += d, b = ROTATED(b, 17) ^ c, d = ROTATED(d, 21) ^ a, c = ROTATED(c, 32);       \
    } while (0)
#define SIP_WORD(word)                                                                            \
    do {                                                                                          \
        d ^= (word);                                                                              \
        SIP_ROUND;                                                                                \
        a ^= (word);                                                                              \
    } while (0)

/* SipHash-1-3 (J.-P. Aumasson, D. J. Bernstein 2012) of the piece, filled up with zeros, and its
   size: pages choose the pieces, and without the seed nobody can choose such as fall together. */
static inline uint32_t
hashed(const uint64_t seed[2], const Piece *piece)
{
    uint64_t a = seed[0] ^ 0x736f6d6570736575u, b = seed[1] ^ 0x646f72616e646f6du;
    uint64_t c = seed[0] ^ 0x6c7967656e657261u, d = seed[1] ^ 0x7465646279746573u;
    if (piece->size <= SHORT) {
        SIP_WORD(piece->key[0]);
        SIP_WORD(piece->key[1]);
    } else {
        for (size_t at = 0; at < piece->size; at += 8) {
            uint64_t word = 0;
            memcpy(&word, piece->letters + at, piece->size - at < 8 ? piece->size - at : 8);
            SIP_WORD(word);
        }
    }
    SIP_WORD((uint64_t)piece->size);
    c ^= 0xff;
    SIP_ROUND;
    SIP_ROUND;
    SIP_ROUND;
    return (uint32_t)(a ^ b ^ c ^ d);
}

/* Return the piece from ``letters`` on, in a text that goes on to ``end``. */
static inline Piece
piece_of(const uint64_t seed[2], const char *letters, size_t size, const char *end)
{
    static const unsigned char window[2 * SHORT] = {255, 255, 255, 255, 255, 255, 255, 255,
                                                    255, 255, 255, 255, 255, 255, 255, 255};
    Piece piece = {{0, 0}, 0, size, letters};
    if (size <= SHORT) {
        if (end - letters >= SHORT) { /* to load too much and cut it is faster */
            uint64_t kept[2];
            memcpy(kept, window + SHORT - size, SHORT);
            memcpy(piece.key, letters, SHORT);
            piece.key[0] &= kept[0];
            piece.key[1] &= kept[1];
        } else {
            memcpy(piece.key, letters, size);
        }
    }
    piece.hash = hashed(seed, &piece);
    return piece;
}

/* Return the slot that has the piece, or the empty one where it belongs. */
static inline Slot *
found(const Pieces *self, const Piece *piece)
{
    for (size_t at = piece->hash & self->mask;; at = (at + 1) & self->mask) {
        Slot *slot = &self->slots[at];
        if (slot->size == 0) {
            return slot;
        }
        if (slot->hash == piece->hash && slot->size == piece->size &&
            (slot->size > SHORT
                 ? memcmp(self->letters + slot->key[0], piece->letters, slot->size) == 0
                 : slot->key[0] == piece->key[0] && slot->key[1] == piece->key[1])) {
            return slot;
        }
    }
}

static int
grow(Pieces *self)
{
    size_t count = (self->mask + 1) * 2;
    if (count > UINT32_MAX / 2) { /* the hash has no more bits */
        PyErr_NoMemory();
        return -1;
    }
    Slot *slots = PyMem_Calloc(count, sizeof(Slot));
    if (slots == NULL) {
        PyErr_NoMemory();
        return -1;
    }
    for (size_t old = 0; old <= self->mask; old++) {
        if (self->slots[old].size) {
            size_t at = self->slots[old].hash & (count - 1);
            while (slots[at].size) {
                at = (at + 1) & (count - 1);
            }
            slots[at] = self->slots[old];
        }
    }
    PyMem_Free(self->slots);
    self->slots = slots;
    self->mask = count - 1;
    return 0;
}

/* Keep the words of a piece, which are the numbers from ``before`` on. */
static int
keep(Pieces *self, const Piece *piece, const Numbers *numbers, size_t before)
{
    size_t count = numbers->size - before;
    const int32_t *words = count ? &numbers->items[before] : NULL;
    if (piece->size > LONGEST_KEPT) {
        return 0;
    }
    if ((self->used + 1) * 4 > (self->mask + 1) * 3 && grow(self) < 0) {
        return -1;
    }
    Slot *slot = found(self, piece);
    if (slot->size) { /* asked for again while it was being asked for */
        return 0;
    }
    Slot made = {{piece->key[0], piece->key[1]},
                 piece->hash, (uint32_t)piece->size, (uint32_t)count, 0};
    if (piece->size > SHORT) {
        size_t size = self->letters_size + piece->size;
        if (size > self->letters_room) {
            void *letters = roomier(self->letters, &self->letters_room, size, 1);
            if (letters == NULL) {
                return -1;
            }
            self->letters = letters;
        }
        memcpy(self->letters + self->letters_size, piece->letters, piece->size);
        made.key[0] = self->letters_size;
        self->letters_size = size;
    }
    if (count == 1) {
        made.word = words[0];
    } else if (count > 1) {
        if (count > INT32_MAX - self->sequences.size) {
            PyErr_NoMemory();
            return -1;
        }
        made.word = (int32_t)self->sequences.size;
        if (append(&self->sequences, words, count) < 0) {
            return -1;
        }
    }
    *slot = made;
    self->used++;
    return 0;
}

/* Ask Python for the words of a piece.  It may ask this table in turn, so that no slot is held. */
static int
ask(Pieces *self, const Piece *piece, Numbers *numbers)
{
    int result = -1;
    PyObject *answer = NULL;
    PyObject *text = PyUnicode_DecodeUTF8(piece->letters, (Py_ssize_t)piece->size, "surrogatepass");
    if (text != NULL) {
        answer = PyObject_CallFunctionObjArgs(self->missing, text, NULL);
    }
    char *bytes;
    Py_ssize_t length;
    if (answer == NULL || PyBytes_AsStringAndSize(answer, &bytes, &length) < 0) {
        goto done;
    }
    if (length % (Py_ssize_t)sizeof(int32_t)) {
        PyErr_SetString(PyExc_ValueError, "the words of a piece are whole numbers of 4 bytes");
        goto done;
    }
    size_t before = numbers->size, count = (size_t)length / sizeof(int32_t);
    if (append(numbers, (const int32_t *)(const void *)bytes, count) < 0) {
        goto done;
    }
    result = keep(self, piece, numbers, before);
done:
    Py_XDECREF(text);
    Py_XDECREF(answer);
    return result;
}
