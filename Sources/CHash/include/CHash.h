#pragma once

#include <stddef.h>
#include <stdint.h>

/// The most messages that any way advances at a time.
#define CHASH_LANE_LIMIT 16

/// The bytes of a block of SHA-256.
#define CHASH_BLOCK_BYTES 64

/// A way to advance several SHA-256 hashes at a time.
typedef enum {
    /// Sixteen lanes with AVX-512; one to six with SHA instructions if the processor has them, which is faster then.
    chash_way_avx512 = 0,
    /// Two lanes at a time with SHA instructions: those of one lane run while the other waits for its results.
    chash_way_pairs = 1,
    /// The code of AVX-512 built for any processor: slow, and there for tests.
    chash_way_portable = 2,
} chash_way;

/// Whether this processor and this system can run a way.
int chash_has_way(chash_way way);

/// Advances lanes by whole blocks.
///
/// - way: one that `chash_has_way` confirms.
/// - states: 8 times CHASH_LANE_LIMIT words, with word w of the state of lane l at w * CHASH_LANE_LIMIT + l.
/// - data: where each lane's blocks begin, of any alignment; moved to where they end. Nothing is read beyond.
/// - lane_count: 1 to CHASH_LANE_LIMIT; what states and data have of further lanes is left alone.
void chash_advance(chash_way way, uint32_t *states, const uint8_t **data, size_t lane_count, size_t block_count);

/// Advances the first two lanes by the same blocks, whose schedules are computed once.
///
/// The processor must have `chash_way_pairs`.
void chash_advance_twins(uint32_t *states, const uint8_t *data, size_t block_count);

/// A way to compute CRC-64/NVME.
typedef enum {
    /// Carry-less multiplication, which x86-64 processors have since 2010.
    chash_crc64_carryless = 0,
    /// Tables, for any processor.
    chash_crc64_portable = 1,
} chash_crc64_way;

/// Whether this processor can run a way.
int chash_has_crc64_way(chash_crc64_way way);

/// Returns the CRC-64/NVME of bytes that follow others with the given one; that of no bytes is 0.
///
/// - way: one that `chash_has_crc64_way` confirms.
/// - data: of any alignment. Nothing is read beyond.
uint64_t chash_crc64nvme(chash_crc64_way way, uint64_t checksum, const void *data, size_t count);
