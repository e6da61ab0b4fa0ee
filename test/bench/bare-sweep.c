/*
 * What the sweep is measured against: the same pairs through the same kmcl_run in the same batches, written and looked
 * at by C. Prints nanoseconds a pair.
 *
 *     bareSweep LIBRARY PAIRS
 */
#define _POSIX_C_SOURCE 200809L
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "kmcl_target.h"

enum { BATCH_PAIRS = 256 };

typedef int32_t (*run_function)(const kmcl_call *, uint32_t, kmcl_response *);

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (double)time.tv_sec * 1e9 + (double)time.tv_nsec;
}

int main(int count, char **arguments) {
  static kmcl_call calls[1 + 2 * BATCH_PAIRS];
  static kmcl_response responses[1 + 2 * BATCH_PAIRS];
  void *library = count == 3 ? dlopen(arguments[1], RTLD_NOW) : NULL;
  uint64_t pairs = count == 3 ? strtoull(arguments[2], NULL, 10) : 0;
  uint64_t first;
  double began;
  run_function run;
  if (library == NULL) return 2;
  *(void **)&run = dlsym(library, "kmcl_run");
  calls[0].kind = KMCL_ALLOCATE;
  began = now();
  for (first = 0; first < pairs; first += BATCH_PAIRS) {
    uint32_t pair;
    for (pair = 0; pair < BATCH_PAIRS; pair++) {
      kmcl_call *set = &calls[1 + 2 * pair];
      set[0].kind = KMCL_SET_MMIO_MEGABYTES;
      set[0].mmio_megabytes = (uint16_t)((first + pair) >> 16);
      set[0].mmio_megabytes_optional = (uint16_t)(first + pair);
      set[1].kind = KMCL_READ_RESERVATION;
    }
    if (run(calls, 1 + 2 * BATCH_PAIRS, responses) < 0) return 1;
    for (pair = 0; pair < BATCH_PAIRS; pair++) {
      const kmcl_response *row = &responses[1 + 2 * pair];
      if (first + pair == 0) continue;
      if (row[0].seen != KMCL_SEEN_STATUS || row[0].status != 0 || row[1].seen != KMCL_SEEN_RESERVATION ||
          row[1].mmio_megabytes != (uint16_t)((first + pair) >> 16) ||
          row[1].mmio_megabytes_optional != (uint16_t)(first + pair)) {
        return 1;
      }
    }
  }
  printf("%.3f\n", (now() - began) / (double)pairs);
  return 0;
}
