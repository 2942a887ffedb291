// The functions behind chash_advance, with its parameters.
#pragma once

#include "CHash.h"

extern const uint32_t chash_constants[64];

/// The words of all lanes' states. To chash_advance they are a pointer to the first, as Swift has it.
typedef uint32_t lane_states[8][CHASH_LANE_LIMIT];

void chash_sixteen_portable(lane_states states, const uint8_t *const data[CHASH_LANE_LIMIT], size_t block_count);

#ifdef __x86_64__
void chash_sixteen_avx512(lane_states states, const uint8_t *const data[CHASH_LANE_LIMIT], size_t block_count);
void chash_one_sha(lane_states states, const uint8_t *data, size_t lane, size_t block_count);
/// Advances a lane and the one after it.
void chash_two_sha(lane_states states, const uint8_t *const data[2], size_t lane, size_t block_count);
#endif
