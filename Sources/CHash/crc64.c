// CRC-64/NVME: by carry-less multiplication, or by tables.
//
// Sources: NVM Command Set Specification, section 5.2.1.3.4 ("64b CRC"); Gopal et al., "Fast CRC Computation for Generic
// Polynomials Using PCLMULQDQ Instruction", Intel 2009.
#include <pthread.h>
#include <stdatomic.h>

#include "CHash.h"

/// The polynomial with its lowest power in the highest bit, as all values here.
static const uint64_t polynomial = 0x9a6c9329ac4bc9b5;

/// For each position in a word of eight bytes and each byte, what the byte there becomes by the end of the word.
static uint64_t tables[8][256];

static void fill_tables(void) {
    for (unsigned byte = 0; byte < 256; byte++) {
        uint64_t state = byte;
        for (int bit = 0; bit < 8; bit++) state = state >> 1 ^ (state & 1 ? polynomial : 0);
        tables[0][byte] = state;
    }
    for (int position = 1; position < 8; position++) {
        for (unsigned byte = 0; byte < 256; byte++) {
            const uint64_t state = tables[position - 1][byte];
            tables[position][byte] = state >> 8 ^ tables[0][state & 0xff];
        }
    }
}

static uint64_t advance_by_tables(uint64_t state, const uint8_t *bytes, size_t count) {
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, fill_tables);
    for (; count >= 8; bytes += 8, count -= 8) {
        // One load on little-endian processors.
        uint64_t word = 0;
        for (int position = 0; position < 8; position++) word |= (uint64_t)bytes[position] << 8 * position;
        word ^= state;
        state = 0;
        for (int position = 0; position < 8; position++) {
            state ^= tables[7 - position][word >> 8 * position & 0xff];
        }
    }
    for (; count > 0; bytes++, count--) state = state >> 8 ^ tables[0][(state & 0xff) ^ *bytes];
    return state;
}

#ifdef __x86_64__
#include <cpuid.h>
#include <immintrin.h>

#define WITH_CLMUL __attribute__((target("pclmul,sse2")))
#define UNROLLED _Pragma("clang loop unroll(full)")

/// The number of vectors that are folded at a time: each waits for its product while the others begin theirs.
#define VECTORS 8

/// The remainders of x^(d + 63) and x^(d - 1), by which the halves of a vector are multiplied to move it over d bits:
/// the product of two values has one more factor of x. Entry n has d = 128 (n + 1).
static const uint64_t powers[VECTORS][2] = {
    {0xeadc41fd2ba3d420, 0x21e9761e252621ac}, {0xb0bc2e589204f500, 0xe1e0bb9d45d7a44c},
    {0xbdd7ac0ee1a4a0f0, 0xa3ffdc1fe8e82a8b}, {0x0c32cdb31e18a84a, 0x62242240ace5045a},
    {0x7b0ab10dd0f809fe, 0x03363823e6e791e5}, {0x3c255f5ebc414423, 0x34f5a24e22d66e90},
    {0xd083dd594d96319d, 0x946588403d4adcbc}, {0xa1ca681e733f9c40, 0x5f852fb61e8d92dc},
};

static int has_carryless(void) {
    unsigned a, b, c, d;
    return __get_cpuid(1, &a, &b, &c, &d) && (c & bit_PCLMUL);
}

WITH_CLMUL static inline __attribute__((always_inline)) __m128i load(const uint8_t *bytes, int vector) {
    return _mm_loadu_si128((const __m128i *)bytes + vector);
}

/// Moves a vector over a distance.
WITH_CLMUL static inline __attribute__((always_inline)) __m128i move(__m128i vector, int distance) {
    const __m128i factors = _mm_loadu_si128((const __m128i *)powers[distance - 1]);
    return _mm_xor_si128(_mm_clmulepi64_si128(vector, factors, 0x00), _mm_clmulepi64_si128(vector, factors, 0x11));
}

/// Advances a state over all whole vectors, of which there are at least VECTORS.
WITH_CLMUL static uint64_t advance_by_products(uint64_t state, const uint8_t *bytes, size_t vector_count) {
    __m128i vectors[VECTORS];
    UNROLLED for (int index = 0; index < VECTORS; index++) vectors[index] = load(bytes, index);
    vectors[0] = _mm_xor_si128(vectors[0], _mm_cvtsi64_si128((long long)state));
    bytes += VECTORS * 16, vector_count -= VECTORS;
    for (; vector_count >= VECTORS; bytes += VECTORS * 16, vector_count -= VECTORS) {
        UNROLLED for (int index = 0; index < VECTORS; index++) {
            vectors[index] = _mm_xor_si128(move(vectors[index], VECTORS), load(bytes, index));
        }
    }
    __m128i folded = vectors[VECTORS - 1];
    UNROLLED for (int index = 0; index < VECTORS - 1; index++) {
        folded = _mm_xor_si128(folded, move(vectors[index], VECTORS - 1 - index));
    }
    for (; vector_count > 0; bytes += 16, vector_count--) folded = _mm_xor_si128(move(folded, 1), load(bytes, 0));
    uint8_t rest[16];
    _mm_storeu_si128((__m128i *)rest, folded);
    return advance_by_tables(0, rest, sizeof rest);
}
#else
static int has_carryless(void) { return 0; }
#endif

int chash_has_crc64_way(chash_crc64_way way) {
    if (way == chash_crc64_portable) return 1;
    static _Atomic int known = -1;
    int has_way = atomic_load_explicit(&known, memory_order_relaxed);
    if (has_way < 0) {
        has_way = has_carryless();
        atomic_store_explicit(&known, has_way, memory_order_relaxed);
    }
    return has_way;
}

uint64_t chash_crc64nvme(chash_crc64_way way, uint64_t checksum, const void *data, size_t count) {
    if (!chash_has_crc64_way(way)) __builtin_trap();
    const uint8_t *bytes = data;
    uint64_t state = ~checksum;
#ifdef __x86_64__
    const size_t vector_count = count / 16;
    if (way == chash_crc64_carryless && vector_count >= VECTORS) {
        state = advance_by_products(state, bytes, vector_count);
        bytes += vector_count * 16, count -= vector_count * 16;
    }
#endif
    return ~advance_by_tables(state, bytes, count);
}
