/*
 * A channel that keeps its word until four sets in a row, each of them right by chance once in 40 times, have opened a lock: the
 * reservation read next is wrong. A set that is not the next one closes it again. Only steps that are noticed one by one lead there.
 */
#ifndef OTHER_SIZE
#define KMCL_TARGET_COVERAGE
#endif
#define KMCL_METHODS_IMPLEMENTATION
#include "kmcl_methods.h"

#define STATUS_SUCCESS ((kmcl_ntstatus)0x00000000)
#define STATUS_INVALID_PARAMETER ((kmcl_ntstatus)0xC000000D)
#define STATUS_INVALID_PARAMETER_1 ((kmcl_ntstatus)0xC00000EF)

struct channel {
  int was_enabled, opened;
  uint16_t required, optional;
};

static kmcl_ntstatus allocate(void *parent, unsigned char is_server, kmcl_channel *handle) {
  (void)parent;
  (void)is_server;
  *handle = calloc(1, sizeof(struct channel));
  return STATUS_SUCCESS;
}

static void turn(struct channel *channel, uint16_t required, uint16_t optional) {
  switch (channel->opened) {
    case 0:
      if ((required ^ (required >> 6)) % 40 == 31) channel->opened = 1;
      return;
    case 1:
      channel->opened = (optional ^ (optional >> 6)) % 40 == 22 ? 2 : 0;
      return;
    case 2:
      channel->opened = (required + optional) % 40 == 37 ? 3 : 0;
      return;
    case 3:
      channel->opened = (required ^ optional) % 40 == 13 ? 4 : 0;
      return;
    default:
      return;
  }
}

static kmcl_ntstatus set_mmio_megabytes(kmcl_channel handle, uint16_t required, uint16_t optional) {
  struct channel *channel = handle;
  if (channel->was_enabled) return STATUS_INVALID_PARAMETER_1;
  if (required == 0 && optional == 0) return STATUS_INVALID_PARAMETER;
  turn(channel, required, optional);
  channel->required = required;
  channel->optional = optional;
#ifdef CRASHES
  if (channel->opened == 2) abort();
#endif
  return STATUS_SUCCESS;
}

#ifdef OTHER_SIZE
KMCL_EXPORT const kmcl_reached *kmcl_coverage(void) {
  static kmcl_reached other = {.size = 8};
  return &other;
}
#endif

static kmcl_ntstatus enable(kmcl_channel handle) {
  ((struct channel *)handle)->was_enabled = 1;
  return STATUS_SUCCESS;
}

static void disable(kmcl_channel handle) { (void)handle; }

static void cleanup(kmcl_channel handle) { free(handle); }

static void read_reservation(kmcl_channel handle, uint16_t *required, uint16_t *optional) {
  const struct channel *channel = handle;
  *required = channel->opened == 4 ? 0 : channel->required;
  *optional = channel->optional;
}

const kmcl_methods *kmcl_methods_of_target(void) {
  static const kmcl_server_only_methods server_only = {.VmbServerChannelInitSetMmioMegabytes = set_mmio_megabytes};
  static const kmcl_methods methods = {
      .name = "combination-lock",
      .version = "1",
      .VmbChannelAllocate = allocate,
      .VmbChannelEnable = enable,
      .VmbChannelDisable = disable,
      .VmbChannelCleanup = cleanup,
      .server_only = &server_only,
      .read_reservation = read_reservation,
  };
  return &methods;
}
