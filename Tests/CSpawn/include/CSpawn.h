#pragma once

/// Starts a program, in a process group of its own, with no signal blocked or ignored and no descriptor but three.
///
/// - process: gets the identifier.
/// - arguments, environment: end with NULL; the first argument is the path of the program.
/// - directory: where it runs, or NULL.
/// - descriptors: its standard input, output and error.
///
/// Returns 0, or the number of an error.
int spawn_program(
    int *process, char *const arguments[], char *const environment[], const char *directory, const int descriptors[3]);
