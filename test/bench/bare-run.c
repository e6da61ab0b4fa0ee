/*
 * What isolation is measured against: the same programs through the same kmcl_run, called by C and looked at by nobody.
 * Prints calls a second.
 *
 *     bareRun LIBRARY PROGRAMS ROUNDS
 *
 * PROGRAMS is a file: for each program the number of its calls as a uint32_t, then its kmcl_call array.
 */
#define _POSIX_C_SOURCE 200809L
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "kmcl_target.h"

enum { BYTES_MAX = 1 << 22, CALLS_MAX = 1 << 12 };

typedef int32_t (*run_function)(const kmcl_call *, uint32_t, kmcl_response *);

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

int main(int count, char **arguments) {
  static uint32_t words[BYTES_MAX / 4];
  static kmcl_response responses[CALLS_MAX];
  void *library = count == 4 ? dlopen(arguments[1], RTLD_NOW) : NULL;
  FILE *file = count == 4 ? fopen(arguments[2], "rb") : NULL;
  double began;
  double calls = 0;
  size_t length;
  int rounds;
  run_function run;
  if (library == NULL || file == NULL) return 2;
  *(void **)&run = dlsym(library, "kmcl_run");
  length = fread(words, 4, BYTES_MAX / 4, file);
  fclose(file);
  began = now();
  for (rounds = atoi(arguments[3]); rounds > 0; rounds--) {
    size_t at = 0;
    while (at < length) {
      uint32_t program = words[at++];
      if (run((const kmcl_call *)&words[at], program, responses) < 0) return 1;
      calls += program;
      at += program * sizeof(kmcl_call) / 4;
    }
  }
  printf("%.0f\n", calls / (now() - began));
  return 0;
}
