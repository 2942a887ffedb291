#include "CHash.h"

#include <stdatomic.h>

#include "kernels.h"

/// The constants of FIPS 180-4, section 4.2.2.
const uint32_t chash_constants[64] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
};

#ifdef __x86_64__
#include <cpuid.h>

/// Returns a bit for each way that there is.
static int find_ways(void) {
    unsigned a, b, c, d;
    if (!__get_cpuid(1, &a, &b, &c, &d)) return 0;
    const int has_vectors = (c & bit_SSSE3) && (c & bit_SSE4_1), has_states = (c & bit_OSXSAVE) != 0;
    if (!__get_cpuid_count(7, 0, &a, &b, &c, &d)) return 0;
    int ways = has_vectors && (b & bit_SHA) ? 1 << chash_way_pairs : 0;
    const unsigned wanted = bit_AVX2 | bit_AVX512F | bit_AVX512BW | bit_AVX512DQ | bit_AVX512VL;
    if ((b & wanted) != wanted || !has_states) return ways;
    // The system must save XMM, YMM, masks and both halves of ZMM when it switches threads.
    const unsigned saved = 0xe6;
    __asm__("xgetbv" : "=a"(a), "=d"(d) : "c"(0));
    return (a & saved) == saved ? ways | 1 << chash_way_avx512 : ways;
}

/// The fewest lanes for which sixteen at a time, most of them idle, are faster than two at a time.
static const size_t sixteen_minimum = 7;
#else
static int find_ways(void) { return 0; }
#endif

int chash_has_way(chash_way way) {
    // Virtual machines take microseconds to answer CPUID. Threads that ask at the same time find the same.
    static _Atomic int known = -1;
    int ways = atomic_load_explicit(&known, memory_order_relaxed);
    if (ways < 0) {
        ways = find_ways() | 1 << chash_way_portable;
        atomic_store_explicit(&known, ways, memory_order_relaxed);
    }
    return ways >> way & 1;
}

#ifdef __x86_64__
static void advance_pairs(lane_states states, const uint8_t *const *data, size_t lane_count, size_t block_count) {
    size_t lane = 0;
    for (; lane + 1 < lane_count; lane += 2) chash_two_sha(states, data + lane, lane, block_count);
    if (lane < lane_count) chash_one_sha(states, data[lane], lane, block_count);
}
#endif

static void advance_sixteen(
    int has_way_avx512, lane_states states, const uint8_t *const *data, size_t lane_count, size_t block_count) {
    const uint8_t *all_data[CHASH_LANE_LIMIT];
    lane_states all_states;
    for (size_t lane = 0; lane < CHASH_LANE_LIMIT; lane++) {
        // A lane without a message hashes the first one once more.
        const size_t original = lane < lane_count ? lane : 0;
        all_data[lane] = data[original];
        for (int word = 0; word < 8; word++) all_states[word][lane] = states[word][original];
    }
#ifdef __x86_64__
    if (has_way_avx512) chash_sixteen_avx512(all_states, all_data, block_count);
#endif
    if (!has_way_avx512) chash_sixteen_portable(all_states, all_data, block_count);
    for (int word = 0; word < 8; word++) {
        for (size_t lane = 0; lane < lane_count; lane++) states[word][lane] = all_states[word][lane];
    }
}

void chash_advance(chash_way way, uint32_t *words, const uint8_t **data, size_t lane_count, size_t block_count) {
    if (lane_count == 0 || lane_count > CHASH_LANE_LIMIT || !chash_has_way(way)) __builtin_trap();
    uint32_t(*const states)[CHASH_LANE_LIMIT] = (uint32_t(*)[CHASH_LANE_LIMIT])words;
#ifdef __x86_64__
    const int is_few = way == chash_way_avx512 && lane_count < sixteen_minimum;
    if (way == chash_way_pairs || (is_few && chash_has_way(chash_way_pairs))) {
        advance_pairs(states, data, lane_count, block_count);
    } else
#endif
    {
        advance_sixteen(way == chash_way_avx512, states, data, lane_count, block_count);
    }
    for (size_t lane = 0; lane < lane_count; lane++) data[lane] += block_count * CHASH_BLOCK_BYTES;
}
