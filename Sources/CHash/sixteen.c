// SHA-256 (FIPS 180-4) of sixteen messages at a time: a vector has the same word of all messages.
#include "kernels.h"

typedef uint32_t words __attribute__((vector_size(64)));

// Macros, since a function that takes vectors is called differently with and without AVX-512.
#define ROTATE(x, count) ((x) >> (count) | (x) << (32 - (count)))
#define BIG_0(x) (ROTATE(x, 2) ^ ROTATE(x, 13) ^ ROTATE(x, 22))
#define BIG_1(x) (ROTATE(x, 6) ^ ROTATE(x, 11) ^ ROTATE(x, 25))
#define SMALL_0(x) (ROTATE(x, 7) ^ ROTATE(x, 18) ^ (x) >> 3)
#define SMALL_1(x) (ROTATE(x, 17) ^ ROTATE(x, 19) ^ (x) >> 10)
#define CHOOSE(x, y, z) (((x) & (y)) ^ (~(x) & (z)))
#define MAJORITY(x, y, z) (((x) & (y)) ^ ((x) & (z)) ^ ((y) & (z)))

#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
#define FROM_BIG_ENDIAN(x) ((ROTATE(x, 24) & 0x00ff00ff) | (ROTATE(x, 8) & 0xff00ff00))
#else
#define FROM_BIG_ENDIAN(x) (x)
#endif

// A step of transposing: of two vectors in a distance, exchanges half of the words.
#define EXCHANGE(vectors, distance, lower, upper)                              \
    for (int row = 0; row < 16; row++) {                                       \
        if (row & (distance)) continue;                                        \
        words first = vectors[row], second = vectors[row + (distance)];        \
        vectors[row] = __builtin_shufflevector(first, second, lower);          \
        vectors[row + (distance)] = __builtin_shufflevector(first, second, upper); \
    }
#define LOWER_8 0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23
#define UPPER_8 8, 9, 10, 11, 12, 13, 14, 15, 24, 25, 26, 27, 28, 29, 30, 31
#define LOWER_4 0, 1, 2, 3, 16, 17, 18, 19, 8, 9, 10, 11, 24, 25, 26, 27
#define UPPER_4 4, 5, 6, 7, 20, 21, 22, 23, 12, 13, 14, 15, 28, 29, 30, 31
#define LOWER_2 0, 1, 16, 17, 4, 5, 20, 21, 8, 9, 24, 25, 12, 13, 28, 29
#define UPPER_2 2, 3, 18, 19, 6, 7, 22, 23, 10, 11, 26, 27, 14, 15, 30, 31
#define LOWER_1 0, 16, 2, 18, 4, 20, 6, 22, 8, 24, 10, 26, 12, 28, 14, 30
#define UPPER_1 1, 17, 3, 19, 5, 21, 7, 23, 9, 25, 11, 27, 13, 29, 15, 31

#define UNROLLED _Pragma("clang loop unroll(full)")

/// The one source of both builds. It has only pointers as parameters, so that it is inlined into either.
static inline __attribute__((always_inline)) void advance(
    lane_states states, const uint8_t *const data[CHASH_LANE_LIMIT], size_t block_count) {
    words state[8];
    __builtin_memcpy(state, states, sizeof state);
    for (size_t block = 0; block < block_count; block++) {
        words schedule[16];
        UNROLLED for (int lane = 0; lane < 16; lane++) {
            __builtin_memcpy(&schedule[lane], data[lane] + block * CHASH_BLOCK_BYTES, CHASH_BLOCK_BYTES);
        }
        UNROLLED EXCHANGE(schedule, 8, LOWER_8, UPPER_8)
        UNROLLED EXCHANGE(schedule, 4, LOWER_4, UPPER_4)
        UNROLLED EXCHANGE(schedule, 2, LOWER_2, UPPER_2)
        UNROLLED EXCHANGE(schedule, 1, LOWER_1, UPPER_1)
        UNROLLED for (int word = 0; word < 16; word++) schedule[word] = FROM_BIG_ENDIAN(schedule[word]);

        words a = state[0], b = state[1], c = state[2], d = state[3];
        words e = state[4], f = state[5], g = state[6], h = state[7];
        UNROLLED for (int round = 0; round < 64; round++) {
            words word = schedule[round % 16];
            if (round >= 16) {
                word += SMALL_0(schedule[(round + 1) % 16]) + schedule[(round + 9) % 16]
                    + SMALL_1(schedule[(round + 14) % 16]);
                schedule[round % 16] = word;
            }
            words first = h + BIG_1(e) + CHOOSE(e, f, g) + chash_constants[round] + word;
            words second = BIG_0(a) + MAJORITY(a, b, c);
            h = g, g = f, f = e, e = d + first;
            d = c, c = b, b = a, a = first + second;
        }
        state[0] += a, state[1] += b, state[2] += c, state[3] += d;
        state[4] += e, state[5] += f, state[6] += g, state[7] += h;
    }
    __builtin_memcpy(states, state, sizeof state);
}

void chash_sixteen_portable(
    lane_states states, const uint8_t *const data[CHASH_LANE_LIMIT], size_t block_count) {
    advance(states, data, block_count);
}

#ifdef __x86_64__
__attribute__((target("avx512f,avx512bw,avx512dq,avx512vl"))) void chash_sixteen_avx512(
    lane_states states, const uint8_t *const data[CHASH_LANE_LIMIT], size_t block_count) {
    advance(states, data, block_count);
}
#endif
