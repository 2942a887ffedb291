#pragma once
#include <asm/ioctls.h>
#include <linux/sockios.h>
#include <malloc.h>
#include <sys/prctl.h>
#include <sys/vfs.h>

// glibc shows these to programs that ask for GNU extensions before their first header, which a module cannot: declared
// here as sync_file_range(2) has it.
extern int sync_file_range(int descriptor, long long offset, long long byteCount, unsigned int flags);

// As copy_file_range(2) has it.
extern long copy_file_range(int source, long long *sourceOffset, int target, long long *targetOffset, unsigned long count,
                            unsigned int flags);

// As getdents64(2) has it.
extern long getdents64(int descriptor, void *buffer, unsigned long byteCount);

// Swift cannot call variadic functions: see PR_SET_DUMPABLE and PR_GET_DUMPABLE in prctl(2).
static inline int clinux_set_dumpable(int isDumpable) { return prctl(PR_SET_DUMPABLE, isDumpable, 0, 0, 0); }
static inline int clinux_is_dumpable(void) { return prctl(PR_GET_DUMPABLE, 0, 0, 0, 0); }

// As ioctl(2) has it: its header belongs to glibc's module. Swift cannot call variadic functions: see SIOCOUTQ in tcp(7).
extern int ioctl(int descriptor, unsigned long request, ...);
static inline int clinux_unacknowledged_byte_count(int socket, int *byteCount) {
    return ioctl(socket, SIOCOUTQ, byteCount);
}

static const unsigned int CLINUX_SYNC_FILE_RANGE_WRITE = 2;
