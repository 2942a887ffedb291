// SHA-256 (FIPS 180-4) of one or two messages with the SHA instructions of x86-64.
#ifdef __x86_64__
#include <immintrin.h>

#include "kernels.h"

#define WITH_SHA __attribute__((target("sha,sse4.1,ssse3")))
#define UNROLLED _Pragma("clang loop unroll(full)")

/// A state as the instructions have it: the words a, b, e, f and c, d, g, h, the first one on top.
typedef struct {
    __m128i abef, cdgh;
} state;

WITH_SHA static inline state load(lane_states states, size_t lane) {
    return (state){
        _mm_set_epi32(
            (int)states[0][lane], (int)states[1][lane], (int)states[4][lane], (int)states[5][lane]),
        _mm_set_epi32(
            (int)states[2][lane], (int)states[3][lane], (int)states[6][lane], (int)states[7][lane]),
    };
}

WITH_SHA static inline void store(lane_states states, size_t lane, const state *state) {
    states[0][lane] = (uint32_t)_mm_extract_epi32(state->abef, 3);
    states[1][lane] = (uint32_t)_mm_extract_epi32(state->abef, 2);
    states[2][lane] = (uint32_t)_mm_extract_epi32(state->cdgh, 3);
    states[3][lane] = (uint32_t)_mm_extract_epi32(state->cdgh, 2);
    states[4][lane] = (uint32_t)_mm_extract_epi32(state->abef, 1);
    states[5][lane] = (uint32_t)_mm_extract_epi32(state->abef, 0);
    states[6][lane] = (uint32_t)_mm_extract_epi32(state->cdgh, 1);
    states[7][lane] = (uint32_t)_mm_extract_epi32(state->cdgh, 0);
}

/// Returns the four words of a step, given those of the last four steps, of which it replaces the oldest.
WITH_SHA static inline __attribute__((always_inline)) __m128i schedule(
    __m128i words[4], const uint8_t *block, int step) {
    const __m128i big_endian = _mm_set_epi64x(0x0c0d0e0f08090a0b, 0x0405060700010203);
    const int fourth = step % 4, third = (step + 1) % 4, second = (step + 2) % 4, last = (step + 3) % 4;
    if (step < 4) {
        words[fourth] = _mm_shuffle_epi8(_mm_loadu_si128((const __m128i *)block + step), big_endian);
    } else {
        const __m128i partial = _mm_add_epi32(
            _mm_sha256msg1_epu32(words[fourth], words[third]), _mm_alignr_epi8(words[last], words[second], 4));
        words[fourth] = _mm_sha256msg2_epu32(partial, words[last]);
    }
    return words[fourth];
}

/// Runs two rounds, which turn a, b, e, f into c, d, g, h.
WITH_SHA static inline __attribute__((always_inline)) void run(__m128i *cdgh, __m128i abef, __m128i sums) {
    *cdgh = _mm_sha256rnds2_epu32(*cdgh, abef, sums);
}

/// Advances states by one block each, of which there are as many or only one: two rounds of one after the other, so
/// that the processor has something to do while it waits for a result.
WITH_SHA static inline __attribute__((always_inline)) void advance(
    state *states, const uint8_t *const *blocks, int state_count, int block_count) {
    __m128i words[2][4];
    state current[2];
    UNROLLED for (int lane = 0; lane < state_count; lane++) current[lane] = states[lane];
    UNROLLED for (int step = 0; step < 16; step++) {
        const __m128i constants = _mm_loadu_si128((const __m128i *)&chash_constants[4 * step]);
        __m128i sums[2];
        UNROLLED for (int lane = 0; lane < block_count; lane++) {
            sums[lane] = _mm_add_epi32(schedule(words[lane], blocks[lane], step), constants);
        }
        UNROLLED for (int lane = 0; lane < state_count; lane++) {
            run(&current[lane].cdgh, current[lane].abef, sums[lane < block_count ? lane : 0]);
        }
        UNROLLED for (int lane = 0; lane < state_count; lane++) {
            const __m128i upper = _mm_shuffle_epi32(sums[lane < block_count ? lane : 0], 0x0e);
            run(&current[lane].abef, current[lane].cdgh, upper);
        }
    }
    UNROLLED for (int lane = 0; lane < state_count; lane++) {
        states[lane].abef = _mm_add_epi32(states[lane].abef, current[lane].abef);
        states[lane].cdgh = _mm_add_epi32(states[lane].cdgh, current[lane].cdgh);
    }
}

WITH_SHA void chash_one_sha(lane_states states, const uint8_t *data, size_t lane, size_t block_count) {
    state one = load(states, lane);
    for (; block_count > 0; block_count--, data += CHASH_BLOCK_BYTES) advance(&one, &data, 1, 1);
    store(states, lane, &one);
}

WITH_SHA void chash_two_sha(lane_states states, const uint8_t *const data[2], size_t lane, size_t block_count) {
    state two[2] = {load(states, lane), load(states, lane + 1)};
    for (size_t block = 0; block < block_count; block++) {
        const uint8_t *const blocks[2] = {data[0] + block * CHASH_BLOCK_BYTES, data[1] + block * CHASH_BLOCK_BYTES};
        advance(two, blocks, 2, 2);
    }
    store(states, lane, &two[0]);
    store(states, lane + 1, &two[1]);
}

WITH_SHA void chash_advance_twins(uint32_t *words, const uint8_t *data, size_t block_count) {
    uint32_t(*const states)[CHASH_LANE_LIMIT] = (uint32_t(*)[CHASH_LANE_LIMIT])words;
    state two[2] = {load(states, 0), load(states, 1)};
    for (; block_count > 0; block_count--, data += CHASH_BLOCK_BYTES) advance(two, &data, 2, 1);
    store(states, 0, &two[0]);
    store(states, 1, &two[1]);
}
#else
#include "CHash.h"

void chash_advance_twins(uint32_t *words, const uint8_t *data, size_t block_count) {
    (void)words, (void)data, (void)block_count;
    __builtin_trap();
}
#endif
