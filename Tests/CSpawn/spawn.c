// For the actions that only glibc has, which Swift's module of glibc does not show.
#define _GNU_SOURCE
#include "CSpawn.h"

#include <signal.h>
#include <spawn.h>
#include <unistd.h>

static int set_actions(posix_spawn_file_actions_t *actions, const char *directory, const int descriptors[3]) {
    for (int number = STDIN_FILENO; number <= STDERR_FILENO; number++) {
        int error = posix_spawn_file_actions_adddup2(actions, descriptors[number], number);
        if (error) return error;
    }
    int error = posix_spawn_file_actions_addclosefrom_np(actions, STDERR_FILENO + 1);
    if (error || !directory) return error;
    return posix_spawn_file_actions_addchdir_np(actions, directory);
}

static int set_attributes(posix_spawnattr_t *attributes) {
    sigset_t none, all;
    sigemptyset(&none);
    sigfillset(&all);
    int error = posix_spawnattr_setsigmask(attributes, &none);
    if (!error) error = posix_spawnattr_setsigdefault(attributes, &all);
    if (error) return error;
    return posix_spawnattr_setflags(
        attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP);
}

int spawn_program(
    int *process, char *const arguments[], char *const environment[], const char *directory, const int descriptors[3]) {
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    int error = posix_spawn_file_actions_init(&actions);
    if (error) return error;
    error = posix_spawnattr_init(&attributes);
    if (!error) {
        error = set_actions(&actions, directory, descriptors);
        if (!error) error = set_attributes(&attributes);
        if (!error) error = posix_spawn(process, arguments[0], &actions, &attributes, arguments, environment);
        posix_spawnattr_destroy(&attributes);
    }
    posix_spawn_file_actions_destroy(&actions);
    return error;
}
