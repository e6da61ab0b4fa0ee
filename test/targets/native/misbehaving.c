/*
 * A target that keeps its word but for one thing: an amount names a misdeed, -DMISDEED=N commits that one whenever eight
 * megabytes are asked for, and other -D show when the library is loaded.
 */
#ifndef WITHOUT_RUN
#define KMCL_TARGET_IMPLEMENTATION
#endif
#include "kmcl_target.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#ifndef ABI
#define ABI KMCL_ABI
#endif
#ifndef DESCRIPTION_SIZE
#define DESCRIPTION_SIZE sizeof(kmcl_description)
#endif
#ifndef NAME
#define NAME "misbehaving"
#endif
#ifndef CAPABILITIES
#define CAPABILITIES KMCL_CAN_RESERVATION
#endif

enum {
  SEGFAULT = 700,
  ABORT,
  EXIT_WELL,
  HANG,
  STACK_OVERFLOW,
  HEAP_OVERFLOW,
  OVERRUN,
  STDOUT,
  MEMORY,
  NEGATIVE,
  WRONG_FIELDS,
  NULL_OFFER,
  UNUSED,
  UNKNOWN_BITS,
  STDERR_THEN_ABORT
};

volatile int never_zero = 1;
int *volatile nowhere = NULL;

#ifdef PRINTS_WHEN_LOADED
__attribute__((constructor)) static void print_when_loaded(void) { puts("loaded"); fflush(stdout); }
#endif

#ifndef WITHOUT_DESCRIBE
KMCL_EXPORT const kmcl_description *kmcl_describe(void) {
  static kmcl_description description = {ABI, DESCRIPTION_SIZE, NAME, "1", CAPABILITIES, 0};
#ifdef CRASHES_WHEN_DESCRIBED
  *nowhere = 1;
#endif
#ifdef DESCRIBES_NOTHING
  return NULL;
#endif
  return &description;
}
#endif

enum state { INIT = 1, ENABLED, DISABLED };

struct channel {
  enum state state;
  uint16_t amount;
  uint16_t optional;
};

KMCL_EXPORT void *kmcl_open(void) {
#ifdef OPENS_NOTHING
  return NULL;
#endif
  return calloc(KMCL_SLOTS, sizeof(struct channel));
}
KMCL_EXPORT void kmcl_close(void *instance) { free(instance); }

static int dig(int depth) {
  volatile char frame[4096];
  frame[0] = (char)depth;
  return never_zero ? dig(depth + 1) + frame[0] : 0;
}

static int32_t misbehave(uint16_t misdeed, kmcl_response *response) {
#ifdef MISDEED
  if (misdeed == 8) misdeed = MISDEED;
#endif
  switch (misdeed) {
    case SEGFAULT:
      *nowhere = 1;
      break;
    case ABORT:
      abort();
    case EXIT_WELL:
      exit(0);
    case HANG:
      while (never_zero) continue;
      break;
    case STACK_OVERFLOW:
      response->status = (uint32_t)dig(0);
      break;
    case HEAP_OVERFLOW: {
      volatile char *block = (volatile char *)malloc(8);
      block[8 * never_zero] = 1;
      free((void *)block);
      break;
    }
    case OVERRUN:
      /* As if an array of calls had been answered one row too far. */
      memset(response + 1, 1, sizeof *response);
      break;
    case STDOUT:
      printf("eight megabytes\n");
      break;
    case MEMORY:
      while (never_zero) memset(malloc(1 << 24), 1, 1 << 24);
      break;
    case NEGATIVE:
      return -7;
    case WRONG_FIELDS:
      response->seen = KMCL_SEEN_RESERVATION;
      break;
    case UNKNOWN_BITS:
      response->seen = 64;
      break;
    case STDERR_THEN_ABORT:
      fprintf(stderr, "assertion failed: channel != NULL\n");
      abort();
    default:
      break;
  }
  return 0;
}

static uint32_t set(struct channel *channel, uint16_t amount, uint16_t optional) {
  if (channel->state != INIT) return 0xC00000EFu;
  if (amount == 0 && optional == 0) return 0xC000000Du;
  channel->amount = amount;
  channel->optional = optional;
  return 0;
}

KMCL_EXPORT int32_t kmcl_perform(void *instance, const kmcl_call *call, kmcl_response *response) {
  struct channel *channel = (struct channel *)instance + call->channel;
  switch (call->kind) {
    case KMCL_ALLOCATE:
      memset(channel, 0, sizeof *channel);
      channel->state = INIT;
      response->seen = KMCL_SEEN_STATUS;
      return 0;
    case KMCL_ENABLE:
      channel->state = ENABLED;
      response->seen = KMCL_SEEN_STATUS;
      return 0;
    case KMCL_DISABLE:
      channel->state = DISABLED;
      return 0;
    case KMCL_SET_MMIO_MEGABYTES:
      response->seen = KMCL_SEEN_STATUS;
      response->status = set(channel, call->mmio_megabytes, call->mmio_megabytes_optional);
      return misbehave(call->mmio_megabytes, response);
    case KMCL_READ_RESERVATION:
      response->seen = KMCL_SEEN_RESERVATION;
      response->mmio_megabytes = channel->amount;
      response->mmio_megabytes_optional = channel->optional;
      return 0;
    case KMCL_READ_OFFER:
      response->seen = KMCL_SEEN_OFFER | KMCL_SEEN_OFFER_BYTES;
      response->offer_size = 4;
      response->offer = channel->amount == NULL_OFFER ? NULL : (const uint8_t *)"\1\2\3\4";
      return 0;
    default:
      return 0;
  }
}
