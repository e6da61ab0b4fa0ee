/*
 * A target that keeps its word but for one thing that depends on what its process did before, or that happens only once: each -D
 * commits one of them. What happens once is remembered in the file that KMCL_ONCE names, since a process may not outlive it.
 */
#define _POSIX_C_SOURCE 200809L
#define KMCL_TARGET_IMPLEMENTATION
#include "kmcl_target.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum state { INIT = 1, ENABLED, DISABLED };

struct channel {
  enum state state;
  uint16_t amount;
  uint16_t optional;
};

KMCL_EXPORT const kmcl_description *kmcl_describe(void) {
  static kmcl_description description = {KMCL_ABI, sizeof description, "history", "1", KMCL_CAN_RESERVATION, 0};
  return &description;
}

#ifdef LEAK_AND_ZERO
#define LEAK
#endif

#ifdef LEAK
static struct channel left[KMCL_SLOTS];
#endif

static unsigned long instances;

KMCL_EXPORT void *kmcl_open(void) {
  struct channel *channels = calloc(KMCL_SLOTS, sizeof *channels);
  instances += 1;
#ifdef LEAK
  for (int slot = 0; channels != NULL && slot < KMCL_SLOTS; slot += 1) channels[slot].amount = left[slot].amount;
#endif
  return channels;
}

KMCL_EXPORT void kmcl_close(void *instance) {
#ifdef LEAK
  memcpy(left, instance, sizeof left);
#endif
  free(instance);
}

static unsigned long calls, sets;

#if defined HANG_ONCE || defined GARBLE_ONCE || defined EXIT_ONCE || defined WRONG_ONCE
static int is_first_time(void) {
  const char *file = getenv("KMCL_ONCE");
  const int made = file == NULL || calls < 50 ? -1 : open(file, O_CREAT | O_EXCL, 0600);
  if (made >= 0) close(made);
  return made >= 0;
}
#endif

static void misbehave(const kmcl_call *call, kmcl_response *response) {
  (void)call, (void)response;
  calls += 1;
  sets += call->kind == KMCL_SET_MMIO_MEGABYTES;
#ifdef CRASH_AT
  if (calls == CRASH_AT) abort();
#endif
#ifdef CRASH_AT_SET
  if (sets == CRASH_AT_SET) abort();
#endif
#ifdef HANG_AT_SET
  if (sets == HANG_AT_SET) for (;;) pause();
#endif
#ifdef WRONG_AT_SET
  if (sets == WRONG_AT_SET) response->status = 0xC0000001u;
#endif
#ifdef WRONG_EVERY
  if (calls % WRONG_EVERY == 0 && call->kind == KMCL_SET_MMIO_MEGABYTES) response->status = 0xC0000001u;
#endif
#ifdef WRONG_EVERY_SET
  if (sets % WRONG_EVERY_SET == 0 && call->kind == KMCL_SET_MMIO_MEGABYTES) response->status = 0xC0000001u;
#endif
#ifdef HANG_ONCE
  if (is_first_time()) for (;;) pause();
#endif
#ifdef GARBLE_ONCE
  if (is_first_time()) response->seen = 64;
#endif
#ifdef EXIT_ONCE
  if (is_first_time()) exit(3);
#endif
#ifdef WRONG_ONCE
  if (call->kind == KMCL_SET_MMIO_MEGABYTES && is_first_time()) response->status = 0xC0000001u;
#endif
}

static uint32_t set(struct channel *channel, uint16_t amount, uint16_t optional) {
  if (channel->state != INIT) return 0xC00000EFu;
#ifdef LEAK_AND_ZERO
  if (amount == 0 && optional == 0) return 0;
#endif
#ifdef SOONER_AT_FIRST
  if (amount == 0 && optional == 0 && (instances == 1 || channel->amount == 3)) return 0;
#endif
  if (amount == 0 && optional == 0) return 0xC000000Du;
  channel->amount = amount;
  channel->optional = optional;
  return 0;
}

KMCL_EXPORT int32_t kmcl_perform(void *instance, const kmcl_call *call, kmcl_response *response) {
  struct channel *channel = (struct channel *)instance + call->channel;
  switch (call->kind) {
    case KMCL_ALLOCATE:
#ifdef LEAK
      if (channel->state == 0) channel->optional = 0;
      else
#endif
      memset(channel, 0, sizeof *channel);
      channel->state = INIT;
      response->seen = KMCL_SEEN_STATUS;
      break;
    case KMCL_ENABLE:
      channel->state = ENABLED;
      response->seen = KMCL_SEEN_STATUS;
      break;
    case KMCL_DISABLE:
      channel->state = DISABLED;
      break;
    case KMCL_SET_MMIO_MEGABYTES:
      response->seen = KMCL_SEEN_STATUS;
      response->status = set(channel, call->mmio_megabytes, call->mmio_megabytes_optional);
      break;
    case KMCL_READ_RESERVATION:
      response->seen = KMCL_SEEN_RESERVATION;
      response->mmio_megabytes = channel->amount;
      response->mmio_megabytes_optional = channel->optional;
      break;
    default:
      break;
  }
  misbehave(call, response);
  return 0;
}
