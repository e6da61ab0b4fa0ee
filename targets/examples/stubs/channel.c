/*
 * The adapter between kmcl-conformance and your VMBus channels. TODO: call your function here, in each of the six
 * places; all else is done. A handle is your own: what allocate gives comes back in the other calls.
 */
#define KMCL_METHODS_IMPLEMENTATION
#include "kmcl_methods.h"

static kmcl_ntstatus allocate(void *parent_device, unsigned char is_server, kmcl_channel *channel) {
  return KMCL_TODO; /* VmbChannelAllocate */
}

/* The function under test. */
static kmcl_ntstatus set_mmio_megabytes(kmcl_channel channel, uint16_t mmio_megabytes, uint16_t mmio_megabytes_optional) {
  return KMCL_TODO; /* VmbServerChannelInitSetMmioMegabytes */
}

static kmcl_ntstatus enable(kmcl_channel channel) {
  return KMCL_TODO; /* VmbChannelEnable */
}

static void disable(kmcl_channel channel) {
  KMCL_TODO; /* VmbChannelDisable */
}

static void cleanup(kmcl_channel channel) {
  KMCL_TODO; /* VmbChannelCleanup */
}

/* A test hook: the pair that the channel holds. Without one, only status codes can be verified: leave it out below. */
static void read_reservation(kmcl_channel channel, uint16_t *mmio_megabytes, uint16_t *mmio_megabytes_optional) {
  KMCL_TODO;
}

/* kmcl_methods.h says what else may be filled in, and claimed in also_can. */
const kmcl_methods *kmcl_methods_of_target(void) {
  static const kmcl_server_only_methods server_only = {.VmbServerChannelInitSetMmioMegabytes = set_mmio_megabytes};
  static const kmcl_methods methods = {
      .name = "my-channel",
      .version = "1.0",
      .VmbChannelAllocate = allocate,
      .VmbChannelEnable = enable,
      .VmbChannelDisable = disable,
      .VmbChannelCleanup = cleanup,
      .server_only = &server_only,
      .read_reservation = read_reservation,
  };
  return &methods;
}
