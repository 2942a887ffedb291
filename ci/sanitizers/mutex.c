// Makes ThreadSanitizer see the locks of Swift's Mutex. Where two threads contend for one, it is taken and released inside
// Swift's libraries, which are not instrumented: what it protects would be reported as a race, now and then.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdint.h>

#define LOCK "$s15Synchronization12_MutexHandleV9_lockSlowyys6UInt32VF"
#define UNLOCK "$s15Synchronization12_MutexHandleV11_unlockSlowyyF"
#define SWIFT __attribute__((swiftcall))
#define MUTEX __attribute__((swift_context)) void *mutex

void __tsan_acquire(void *address);
void __tsan_release(void *address);

SWIFT void sageassets_lock(uint32_t thread, MUTEX) __asm__(LOCK);
SWIFT void sageassets_unlock(MUTEX) __asm__(UNLOCK);

SWIFT void sageassets_lock(uint32_t thread, MUTEX) {
    typedef SWIFT void function(uint32_t, MUTEX);
    ((function *)dlsym(RTLD_NEXT, LOCK))(thread, mutex);
    __tsan_acquire(mutex);
}

SWIFT void sageassets_unlock(MUTEX) {
    typedef SWIFT void function(MUTEX);
    __tsan_release(mutex);
    ((function *)dlsym(RTLD_NEXT, UNLOCK))(mutex);
}
