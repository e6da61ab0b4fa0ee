/*
 * kmcl_methods.h: makes a target of functions that have Microsoft's documented prototypes.
 *
 * Fill in one kmcl_methods, return it from kmcl_methods_of_target, and define KMCL_METHODS_IMPLEMENTATION before
 * including this header in one source file: the exports of kmcl_target.h are then written for you. The function under
 * test is reached as a driver reaches it, through the table of server-only methods. What a capability needs and is not
 * filled in is not claimed.
 *
 *     #define KMCL_METHODS_IMPLEMENTATION
 *     #include "kmcl_methods.h"
 *
 * VmbChannelAllocate and VmbChannelEnable may refuse. Where Allocate did, the slot is empty: what the program goes on to
 * do with it reaches none of your functions and is answered as a channel that was never there, with STATUS_UNSUCCESSFUL,
 * 0/0, no offer or no space; nothing of that is judged. Where Enable did, the channel is as it was: what may only be
 * done between Enable and Disable is passed over in the same way, unless KMCL_CAN_MISUSE is claimed.
 *
 * The member order of the table is that of KMCL_SERVER_ONLY_METHODS in vmbuskernelmodeclientlibapi.h, so that a table
 * of a real implementation can be given as it is.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef KMCL_METHODS_H
#define KMCL_METHODS_H

#ifdef KMCL_METHODS_IMPLEMENTATION
#define KMCL_TARGET_IMPLEMENTATION
#endif
#include "kmcl_target.h"

/* VMBCHANNEL is an opaque pointer, NTSTATUS a signed 32-bit number, BOOLEAN an unsigned char. */
typedef void *kmcl_channel;
typedef int32_t kmcl_ntstatus;

typedef kmcl_ntstatus (*kmcl_allocate_function)(void *parent_device, unsigned char is_server, kmcl_channel *channel);
typedef kmcl_ntstatus (*kmcl_enable_function)(kmcl_channel channel);
typedef void (*kmcl_void_function)(kmcl_channel channel);
typedef void (*kmcl_get_mmio_space_function)(kmcl_channel channel, uint64_t *address, uint64_t *size);
typedef kmcl_ntstatus (*kmcl_set_mmio_megabytes_function)(kmcl_channel channel, uint16_t mmio_megabytes,
                                                          uint16_t mmio_megabytes_optional);
/* A member of the table that this suite never calls. */
typedef void (*kmcl_untried_function)(void);

typedef struct kmcl_server_only_methods {
  kmcl_untried_function VmbChannelMapGpadl;
  kmcl_untried_function VmbChannelRestoreFromBuffer;
  kmcl_untried_function VmbChannelSaveBegin;
  kmcl_untried_function VmbChannelSaveContinue;
  kmcl_untried_function VmbChannelSaveEnd;
  kmcl_untried_function VmbChannelUnmapGpadl;
  kmcl_untried_function VmbConvertVmbusHandleToKernelHandle;
  kmcl_untried_function VmbPacketRestore;
  kmcl_untried_function VmbServerChannelInitSetFlags;
  kmcl_set_mmio_megabytes_function VmbServerChannelInitSetMmioMegabytes;
  kmcl_untried_function VmbServerChannelInitSetSaveRestorePacketCallbacks;
  kmcl_untried_function VmbServerChannelInitSetTargetInterfaceId;
  kmcl_untried_function VmbServerChannelInitSetTargetVtl;
  kmcl_untried_function VmbServerChannelInitSetVmbusHandle;
} kmcl_server_only_methods;

KMCL_CHECK_THAT(methods_size, sizeof(kmcl_server_only_methods) == 14 * sizeof(void *));
KMCL_CHECK_THAT(methods_set_mmio_megabytes,
                offsetof(kmcl_server_only_methods, VmbServerChannelInitSetMmioMegabytes) == 9 * sizeof(void *));

typedef struct kmcl_offer {
  uint16_t mmio_megabytes;
  uint16_t mmio_megabytes_optional;
  /* The OfferChannel message with its 8-byte header, or NULL. Valid until the next call. */
  const uint8_t *bytes;
  uint32_t size;
} kmcl_offer;

typedef struct kmcl_methods {
  const char *name;
  const char *version;
  /*
   * Capabilities that no pointer below can show: KMCL_CAN_CLIENT_ENDPOINT, the bad handles that
   * VmbServerChannelInitSetMmioMegabytes survives, KMCL_CAN_MISUSE, KMCL_CAN_OFFER_BYTES, KMCL_CAN_THREADS.
   */
  uint64_t also_can;
  /* Handed to VmbChannelAllocate. */
  void *parent_device;

  /* Required. */
  kmcl_allocate_function VmbChannelAllocate;
  kmcl_enable_function VmbChannelEnable;
  kmcl_void_function VmbChannelDisable;
  kmcl_void_function VmbChannelCleanup;
  const kmcl_server_only_methods *server_only;

  /* Optional: NULL where there is none. */
  kmcl_void_function VmbChannelStart;
  kmcl_void_function VmbChannelPause;
  kmcl_get_mmio_space_function VmbChannelGetMmioSpace;

  /* Test hooks, optional too. */
  kmcl_void_function guest_open;
  kmcl_void_function guest_close;
  void (*read_reservation)(kmcl_channel channel, uint16_t *mmio_megabytes, uint16_t *mmio_megabytes_optional);
  /* Zero where no offer is live. */
  int (*read_offer)(kmcl_channel channel, kmcl_offer *offer);

  /* The size of the guest's window where it is less than KMCL_CAN_MMIO_SPACE claims: see kmcl_description. */
  uint64_t mmio_room_megabytes;
} kmcl_methods;

/* Yours to write. */
#ifdef __cplusplus
extern "C"
#endif
const kmcl_methods *kmcl_methods_of_target(void);

#ifdef KMCL_METHODS_IMPLEMENTATION

/* Stands in a function that calls nothing yet, as a statement or as its status: the call is the adapter's own fault. */
static int32_t kmcl_methods_todo;
#define KMCL_TODO (kmcl_methods_todo = KMCL_FAULT_TODO)

/* One program's channels. Those that were cleaned up stay here as stale handles. */
typedef struct kmcl_methods_instance {
  kmcl_channel channels[KMCL_SLOTS];
  unsigned char live[KMCL_SLOTS];
  unsigned char enabled[KMCL_SLOTS];
  /* The last VmbChannelAllocate into the slot was refused, or the last VmbChannelEnable. */
  unsigned char empty[KMCL_SLOTS];
  unsigned char not_enabled[KMCL_SLOTS];
} kmcl_methods_instance;

enum { KMCL_FAULT_NO_SUCH_CALL = -1, KMCL_FAULT_NO_SUCH_SLOT = -2, KMCL_FAULT_NO_SUCH_METHOD = -3 };

static uint64_t kmcl_methods_capabilities(const kmcl_methods *methods) {
  uint64_t capabilities = methods->also_can;
  if (methods->read_reservation) capabilities |= KMCL_CAN_RESERVATION;
  if (methods->read_offer) capabilities |= KMCL_CAN_OFFER;
  if (methods->VmbChannelGetMmioSpace) capabilities |= KMCL_CAN_MMIO_SPACE;
  if (methods->guest_open && methods->guest_close) capabilities |= KMCL_CAN_GUEST;
  if (methods->VmbChannelStart && methods->VmbChannelPause) capabilities |= KMCL_CAN_START_PAUSE;
  return capabilities;
}

KMCL_EXPORT const kmcl_description *kmcl_describe(void) {
  static kmcl_description description;
  const kmcl_methods *methods = kmcl_methods_of_target();
  description.abi = KMCL_ABI;
  description.size = (uint32_t)sizeof description;
  description.name = methods->name;
  description.version = methods->version;
  description.capabilities = kmcl_methods_capabilities(methods);
  description.mmio_room_megabytes = methods->mmio_room_megabytes;
  return &description;
}

KMCL_EXPORT void *kmcl_open(void) { return calloc(1, sizeof(kmcl_methods_instance)); }

/* A driver may not clean up a channel that is still enabled, and neither may we. */
KMCL_EXPORT void kmcl_close(void *instance) {
  kmcl_methods_instance *self = (kmcl_methods_instance *)instance;
  const kmcl_methods *methods = kmcl_methods_of_target();
  int slot;
  for (slot = 0; slot < KMCL_SLOTS; slot++) {
    if (!self->live[slot]) continue;
    if (self->enabled[slot]) methods->VmbChannelDisable(self->channels[slot]);
    methods->VmbChannelCleanup(self->channels[slot]);
  }
  free(self);
}

static void kmcl_methods_status(kmcl_response *response, kmcl_ntstatus status) {
  response->seen = KMCL_SEEN_STATUS;
  response->status = (uint32_t)status;
}

/* The answer of a channel that is not there, in the shape of the call: a status, 0/0, no offer, 0 bytes at 0, or nothing. */
static int32_t kmcl_methods_passed_over(const kmcl_call *call, kmcl_response *response) {
  switch (call->kind) {
    case KMCL_SET_MMIO_MEGABYTES:
    case KMCL_ENABLE:
      kmcl_methods_status(response, (kmcl_ntstatus)0xC0000001); /* STATUS_UNSUCCESSFUL */
      return 0;
    case KMCL_READ_RESERVATION:
      response->seen = KMCL_SEEN_RESERVATION;
      return 0;
    case KMCL_READ_OFFER:
      response->seen = KMCL_SEEN_NO_OFFER;
      return 0;
    case KMCL_GET_MMIO_SPACE:
      response->seen = KMCL_SEEN_SPACE;
      return 0;
    default:
      return call->kind < KMCL_READ_RESERVATION ? 0 : KMCL_FAULT_NO_SUCH_CALL;
  }
}

/* Whether KMCL allows the call only between Enable and Disable. */
static int kmcl_methods_needs_enabled(uint8_t kind) {
  return kind == KMCL_DISABLE || kind == KMCL_START || kind == KMCL_GUEST_OPEN || kind == KMCL_GUEST_CLOSE ||
         kind == KMCL_GET_MMIO_SPACE;
}

static int32_t kmcl_methods_set(kmcl_methods_instance *self, const kmcl_call *call, kmcl_response *response) {
  /* Somewhere that can be read and never was a channel. */
  static uint64_t forged[64];
  kmcl_channel channel;
  if (call->channel == KMCL_NULL_CHANNEL) {
    channel = NULL;
  } else if (call->channel == KMCL_FORGED_CHANNEL) {
    channel = forged;
  } else if (call->channel < KMCL_SLOTS) {
    channel = self->channels[call->channel];
  } else {
    return KMCL_FAULT_NO_SUCH_SLOT;
  }
  kmcl_methods_status(response, kmcl_methods_of_target()->server_only->VmbServerChannelInitSetMmioMegabytes(
                                    channel, call->mmio_megabytes, call->mmio_megabytes_optional));
  return 0;
}

static int32_t kmcl_methods_allocate(kmcl_methods_instance *self, const kmcl_call *call, kmcl_response *response) {
  const kmcl_methods *methods = kmcl_methods_of_target();
  unsigned char is_server = (call->flags & KMCL_CLIENT_ENDPOINT) == 0;
  kmcl_channel channel = NULL;
  kmcl_ntstatus status = methods->VmbChannelAllocate(methods->parent_device, is_server, &channel);
  kmcl_methods_status(response, status);
  self->empty[call->channel] = status < 0;
  self->not_enabled[call->channel] = 0;
  if (status < 0) return 0;
  self->channels[call->channel] = channel;
  self->live[call->channel] = 1;
  self->enabled[call->channel] = 0;
  return 0;
}

static int32_t kmcl_methods_read_offer(kmcl_channel channel, kmcl_response *response) {
  const kmcl_methods *methods = kmcl_methods_of_target();
  kmcl_offer offer;
  if (!methods->read_offer) return KMCL_FAULT_NO_SUCH_METHOD;
  memset(&offer, 0, sizeof offer);
  if (!methods->read_offer(channel, &offer)) {
    response->seen = KMCL_SEEN_NO_OFFER;
    return 0;
  }
  response->seen = KMCL_SEEN_OFFER;
  response->mmio_megabytes = offer.mmio_megabytes;
  response->mmio_megabytes_optional = offer.mmio_megabytes_optional;
  if (offer.bytes) {
    response->seen |= KMCL_SEEN_OFFER_BYTES;
    response->offer = offer.bytes;
    response->offer_size = offer.size;
  }
  return 0;
}

static int32_t kmcl_methods_void(kmcl_void_function function, kmcl_channel channel) {
  if (!function) return KMCL_FAULT_NO_SUCH_METHOD;
  function(channel);
  return 0;
}

static int32_t kmcl_methods_perform(kmcl_methods_instance *self, const kmcl_call *call, kmcl_response *response) {
  const kmcl_methods *methods = kmcl_methods_of_target();
  kmcl_channel channel;
  if (call->channel < KMCL_SLOTS && self->empty[call->channel] && call->kind != KMCL_ALLOCATE) {
    return kmcl_methods_passed_over(call, response);
  }
  if (call->kind == KMCL_SET_MMIO_MEGABYTES) return kmcl_methods_set(self, call, response);
  if (call->channel >= KMCL_SLOTS) return KMCL_FAULT_NO_SUCH_SLOT;
  if (call->kind == KMCL_ALLOCATE) return kmcl_methods_allocate(self, call, response);
  if (!self->live[call->channel]) return KMCL_FAULT_NO_SUCH_SLOT;

  if (self->not_enabled[call->channel] && kmcl_methods_needs_enabled(call->kind) &&
      (methods->also_can & KMCL_CAN_MISUSE) == 0) {
    return kmcl_methods_passed_over(call, response);
  }
  channel = self->channels[call->channel];
  switch (call->kind) {
    case KMCL_ENABLE: {
      kmcl_ntstatus status = methods->VmbChannelEnable(channel);
      if (status >= 0) self->enabled[call->channel] = 1;
      self->not_enabled[call->channel] = !self->enabled[call->channel];
      kmcl_methods_status(response, status);
      return 0;
    }
    case KMCL_DISABLE:
      self->enabled[call->channel] = 0;
      return kmcl_methods_void(methods->VmbChannelDisable, channel);
    case KMCL_CLEANUP:
      self->live[call->channel] = 0;
      return kmcl_methods_void(methods->VmbChannelCleanup, channel);
    case KMCL_START:
      return kmcl_methods_void(methods->VmbChannelStart, channel);
    case KMCL_PAUSE:
      return kmcl_methods_void(methods->VmbChannelPause, channel);
    case KMCL_GUEST_OPEN:
      return kmcl_methods_void(methods->guest_open, channel);
    case KMCL_GUEST_CLOSE:
      return kmcl_methods_void(methods->guest_close, channel);
    case KMCL_READ_RESERVATION:
      if (!methods->read_reservation) return KMCL_FAULT_NO_SUCH_METHOD;
      response->seen = KMCL_SEEN_RESERVATION;
      methods->read_reservation(channel, &response->mmio_megabytes, &response->mmio_megabytes_optional);
      return 0;
    case KMCL_READ_OFFER:
      return kmcl_methods_read_offer(channel, response);
    case KMCL_GET_MMIO_SPACE:
      if (!methods->VmbChannelGetMmioSpace) return KMCL_FAULT_NO_SUCH_METHOD;
      response->seen = KMCL_SEEN_SPACE;
      methods->VmbChannelGetMmioSpace(channel, &response->address, &response->size);
      return 0;
    default:
      return KMCL_FAULT_NO_SUCH_CALL;
  }
}

KMCL_EXPORT int32_t kmcl_perform(void *instance, const kmcl_call *call, kmcl_response *response) {
  int32_t result;
  /* Threads may be here at once: it is only written to where something is still to do. */
  if (kmcl_methods_todo) kmcl_methods_todo = 0;
  result = kmcl_methods_perform((kmcl_methods_instance *)instance, call, response);
  return kmcl_methods_todo ? kmcl_methods_todo : result;
}

#endif /* KMCL_METHODS_IMPLEMENTATION */
#endif /* KMCL_METHODS_H */
