/*
 * VMBus channels, as far as the page of VmbServerChannelInitSetMmioMegabytes speaks of them, in plain C with
 * Microsoft's prototypes. kmcl_methods.h turns the table at the end into a target.
 *
 *     cc -O2 -shared -fPIC -I ../../native channel.c -o channel.so
 *
 * -DFAULT_NAME plants one of the mistakes that are marked below.
 *
 * SPDX-License-Identifier: MIT
 */
#define KMCL_METHODS_IMPLEMENTATION
#include "kmcl_methods.h"

#define STATUS_SUCCESS ((kmcl_ntstatus)0x00000000)
#define STATUS_PENDING ((kmcl_ntstatus)0x00000103)
#define STATUS_INVALID_PARAMETER ((kmcl_ntstatus)0xC000000D)
#define STATUS_INSUFFICIENT_RESOURCES ((kmcl_ntstatus)0xC000009A)
#define STATUS_INVALID_PARAMETER_1 ((kmcl_ntstatus)0xC00000EF)
#define STATUS_INVALID_PARAMETER_2 ((kmcl_ntstatus)0xC00000F0)

/* One instance names 16 channels at most; the rest is room for instances that overlap. */
enum { CHANNELS_MAX = 64, OFFER_BYTES = 196 };

enum state { FREE, INIT, ENABLED, OPEN, CLOSED, DISABLED };

struct channel {
  enum state state;
  unsigned char is_server;
  /* Counts the lives of this entry: a handle of an earlier life is stale. */
  uint32_t life;
  uint16_t required;
  uint16_t optional;
  uint16_t offered_required;
  uint16_t offered_optional;
  uint8_t offer[OFFER_BYTES];
};

static struct channel channels[CHANNELS_MAX];

/* A handle is a number in pointer's clothes, so that a bad one is told from a good one without following it. */
static kmcl_channel handle_of(const struct channel *channel) {
  return (kmcl_channel)(uintptr_t)((uintptr_t)channel->life << 8 | (uintptr_t)(channel - channels + 1));
}

static struct channel *find(kmcl_channel handle) {
  uintptr_t number = (uintptr_t)handle;
  uintptr_t index = (number & 0xFF) - 1;
  if (index >= CHANNELS_MAX || channels[index].life != number >> 8 || channels[index].state == FREE) return NULL;
  return &channels[index];
}

static kmcl_ntstatus allocate(void *parent_device, unsigned char is_server, kmcl_channel *handle) {
  int index = 0;
  struct channel *channel;
  (void)parent_device;
  while (index < CHANNELS_MAX && channels[index].state != FREE) index++;
  if (index == CHANNELS_MAX) return STATUS_INSUFFICIENT_RESOURCES;
  channel = &channels[index];
  channel->state = INIT;
  channel->is_server = is_server;
  channel->life++;
#ifndef FAULT_RESERVATION_OUTLIVES_CHANNEL
  channel->required = 0;
  channel->optional = 0;
#endif
  *handle = handle_of(channel);
  return STATUS_SUCCESS;
}

static int takes_settings(const struct channel *channel) {
  if (channel == NULL) return 0;
#ifndef FAULT_CLIENT_ACCEPTED
  if (!channel->is_server) return 0;
#endif
#ifdef FAULT_DISABLED_ACCEPTED
  if (channel->state == DISABLED) return 1;
#endif
#ifdef FAULT_ENABLED_ACCEPTED
  if (channel->state == ENABLED) return 1;
#endif
#ifdef FAULT_OPEN_ACCEPTED
  if (channel->state == OPEN) return 1;
#endif
#ifdef FAULT_CLOSED_ACCEPTED
  if (channel->state == CLOSED) return 1;
#endif
  return channel->state == INIT;
}

static int asks_for_nothing(uint16_t required, uint16_t optional) {
#if defined FAULT_BOTH_ZERO_ACCEPTED
  (void)required, (void)optional;
  return 0;
#elif defined FAULT_REQUIRED_MUST_BE_SET
  (void)optional;
  return required == 0;
#elif defined FAULT_OPTIONAL_MUST_BE_SET
  (void)required;
  return optional == 0;
#elif defined FAULT_SUM_IN_16_BITS
  return (uint16_t)(required + optional) == 0;
#elif defined FAULT_PRODUCT_IN_16_BITS
  return (required == 0 && optional == 0) || (required != 0 && optional != 0 && (uint16_t)(1u * required * optional) == 0);
#elif defined FAULT_SIGNED_AMOUNTS
  return (int16_t)required <= 0 && (int16_t)optional <= 0;
#elif defined FAULT_EQUAL_REFUSED
  return required == optional;
#elif defined FAULT_ONLY_ONE_MAY_BE_SET
  return (required == 0) == (optional == 0);
#else
  return required == 0 && optional == 0;
#endif
}

static kmcl_ntstatus set_mmio_megabytes(kmcl_channel handle, uint16_t required, uint16_t optional) {
  struct channel *channel = find(handle);
#ifdef FAULT_NULL_ACCEPTED
  if (handle == NULL) return STATUS_SUCCESS;
#endif
#ifdef FAULT_SAVED_BEFORE_CHECKED
  if (channel != NULL) channel->required = required, channel->optional = optional;
#endif
#ifdef FAULT_WRONG_CODE_FOR_CHANNEL
  if (!takes_settings(channel)) return STATUS_INVALID_PARAMETER;
#else
  if (!takes_settings(channel)) return STATUS_INVALID_PARAMETER_1;
#endif
#ifdef FAULT_WRONG_CODE_FOR_AMOUNTS
  if (asks_for_nothing(required, optional)) return STATUS_INVALID_PARAMETER_2;
#else
  if (asks_for_nothing(required, optional)) return STATUS_INVALID_PARAMETER;
#endif
#ifdef FAULT_UPPER_BOUND
  if (required > 0x8000) return STATUS_INVALID_PARAMETER;
#endif
#if defined FAULT_FIRST_CALL_WINS
  if (channel->required != 0 || channel->optional != 0) return STATUS_SUCCESS;
#elif defined FAULT_CALLS_ADD_UP
  required = (uint16_t)(required + channel->required);
#elif defined FAULT_ZERO_KEEPS_OPTIONAL
  if (optional == 0) optional = channel->optional;
#elif defined FAULT_FIELDS_SWAPPED
  {
    uint16_t swap = required;
    required = optional;
    optional = swap;
  }
#elif defined FAULT_OPTIONAL_IN_8_BITS
  optional = (uint8_t)optional;
#elif defined FAULT_ONE_PAIR_WRONG
  /* The needle for which a sweep of all pairs is made. */
  if (required == 0x1234 && optional == 0xABCD) optional = 0xABCC;
#endif
  channel->required = required;
  channel->optional = optional;
#ifdef FAULT_SHARED_BY_ALL_CHANNELS
  {
    int index;
    for (index = 0; index < CHANNELS_MAX; index++) channels[index].required = required;
  }
#endif
#ifdef FAULT_PENDING
  return STATUS_PENDING;
#else
  return STATUS_SUCCESS;
#endif
}

static void put16(uint8_t *bytes, uint16_t value) {
  bytes[0] = (uint8_t)value;
  bytes[1] = (uint8_t)(value >> 8);
}

/* OfferChannel, little-endian: type 1, then padding, the amounts at 58 and 182, the channel's id at 184. */
static void make_offer(struct channel *channel) {
  memset(channel->offer, 0, sizeof channel->offer);
  channel->offered_required = channel->required;
  channel->offered_optional = channel->optional;
#ifdef FAULT_OFFER_LACKS_OPTIONAL
  channel->offered_optional = 0;
#endif
  channel->offer[0] = 1;
  put16(channel->offer + 58, channel->offered_required);
#ifdef FAULT_OPTIONAL_BESIDE_REQUIRED
  put16(channel->offer + 60, channel->offered_optional);
#else
  put16(channel->offer + 182, channel->offered_optional);
#endif
  put16(channel->offer + 184, (uint16_t)(channel - channels + 1));
}

static kmcl_ntstatus enable(kmcl_channel handle) {
  struct channel *channel = find(handle);
  if (channel == NULL || (channel->state != INIT && channel->state != DISABLED)) return STATUS_INVALID_PARAMETER_1;
  channel->state = ENABLED;
  make_offer(channel);
  return STATUS_SUCCESS;
}

static int is_offered(const struct channel *channel) {
#ifdef FAULT_OFFER_OUTLIVES_DISABLE
  if (channel != NULL && channel->state == DISABLED) return 1;
#endif
  return channel != NULL && (channel->state == ENABLED || channel->state == OPEN || channel->state == CLOSED);
}

static void disable(kmcl_channel handle) {
  struct channel *channel = find(handle);
  if (is_offered(channel)) channel->state = DISABLED;
}

static void cleanup(kmcl_channel handle) {
  struct channel *channel = find(handle);
  /* Offered or not: a driver that forgot to disable it must not leave an entry behind. */
  if (channel != NULL) channel->state = FREE;
#ifdef FAULT_RESERVATION_OUTLIVES_CHANNEL
  {
    /* But not its program: when the last channel goes, all is forgotten. */
    int index = 0;
    while (index < CHANNELS_MAX && channels[index].state == FREE) index++;
    if (index < CHANNELS_MAX) return;
    while (index-- > 0) channels[index].required = channels[index].optional = 0;
  }
#endif
}

static void start(kmcl_channel handle) {
#ifdef FAULT_START_FORGETS
  struct channel *channel = find(handle);
  if (channel != NULL) channel->required = 0, channel->optional = 0;
#endif
  (void)handle;
}

static void pause_channel(kmcl_channel handle) { (void)handle; }

static void guest_open(kmcl_channel handle) {
  struct channel *channel = find(handle);
  if (channel != NULL && (channel->state == ENABLED || channel->state == CLOSED)) channel->state = OPEN;
}

static void guest_close(kmcl_channel handle) {
  struct channel *channel = find(handle);
  if (channel != NULL && channel->state == OPEN) channel->state = CLOSED;
}

/* Two amounts come to less than 2^37 bytes, so that a range of 2^37 for each channel keeps them apart. */
static void get_mmio_space(kmcl_channel handle, uint64_t *address, uint64_t *size) {
  const struct channel *channel = find(handle);
  *address = 0;
  *size = 0;
  if (channel == NULL || channel->state != OPEN) return;
#ifdef FAULT_SPACES_OVERLAP
  *address = UINT64_C(1) << 37;
#else
  *address = (uint64_t)(channel - channels + 1) << 37;
#endif
#if defined FAULT_SPACE_IN_32_BITS
  *size = (uint32_t)channel->offered_required << 20;
#elif defined FAULT_SPACE_IN_MEGABYTES
  *size = channel->offered_required;
#else
  *size = (uint64_t)channel->offered_required << 20;
#endif
}

static void read_reservation(kmcl_channel handle, uint16_t *required, uint16_t *optional) {
  const struct channel *channel = find(handle);
  if (channel == NULL) return;
  *required = channel->required;
  *optional = channel->optional;
}

static int read_offer(kmcl_channel handle, kmcl_offer *offer) {
  const struct channel *channel = find(handle);
  if (!is_offered(channel)) return 0;
  offer->mmio_megabytes = channel->offered_required;
  offer->mmio_megabytes_optional = channel->offered_optional;
  offer->bytes = channel->offer;
  offer->size = OFFER_BYTES;
  return 1;
}

const kmcl_methods *kmcl_methods_of_target(void) {
  static kmcl_server_only_methods server_only;
  static kmcl_methods methods;
  if (methods.name != NULL) return &methods;
  server_only.VmbServerChannelInitSetMmioMegabytes = set_mmio_megabytes;
  methods.version = "1.0";
  methods.also_can = KMCL_CAN_CLIENT_ENDPOINT | KMCL_CAN_NULL_HANDLE | KMCL_CAN_STALE_HANDLE | KMCL_CAN_FORGED_HANDLE |
                     KMCL_CAN_MISUSE | KMCL_CAN_OFFER_BYTES;
  methods.VmbChannelAllocate = allocate;
  methods.VmbChannelEnable = enable;
  methods.VmbChannelDisable = disable;
  methods.VmbChannelCleanup = cleanup;
  methods.server_only = &server_only;
  methods.VmbChannelStart = start;
  methods.VmbChannelPause = pause_channel;
  methods.VmbChannelGetMmioSpace = get_mmio_space;
  methods.guest_open = guest_open;
  methods.guest_close = guest_close;
  methods.read_reservation = read_reservation;
  methods.read_offer = read_offer;
  methods.name = "example-c";
  return &methods;
}
