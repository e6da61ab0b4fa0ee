/*
 * Channels that conform, each time in another way: KMCL_VARIANT names what an honest implementation may do otherwise.
 * The words are those of the table in variants.test.ts.
 */
#define KMCL_METHODS_IMPLEMENTATION
#include "kmcl_methods.h"

#define STATUS_SUCCESS ((kmcl_ntstatus)0x00000000)
#define STATUS_INVALID_PARAMETER ((kmcl_ntstatus)0xC000000D)
#define STATUS_INSUFFICIENT_RESOURCES ((kmcl_ntstatus)0xC000009A)
#define STATUS_INVALID_PARAMETER_1 ((kmcl_ntstatus)0xC00000EF)

enum { CHANNELS_MAX = 64 };
enum state { FREE, INIT, ENABLED, OPEN, CLOSED, DISABLED };

struct channel {
  enum state state;
  unsigned char is_server, enable_failed;
  uintptr_t handle;
  uint16_t required, optional, offered_required, offered_optional;
  uint64_t start, megabytes;
  uint8_t offer[200];
};

static struct channel channels[CHANNELS_MAX];
static uintptr_t lives;
static int enable_failed, is_read;

static int has(const char *word) {
  const char *variant = getenv("KMCL_VARIANT");
  return variant != NULL && strstr(variant, word) != NULL;
}

static uint64_t number_after(const char *word, uint64_t otherwise) {
  const char *variant = getenv("KMCL_VARIANT");
  const char *at = variant == NULL ? NULL : strstr(variant, word);
  return at == NULL ? otherwise : (uint64_t)strtoull(at + strlen(word), NULL, 10);
}

/* Read once: getenv for each call would be the slowest part of it. */
static struct {
  int resets, amounts_first, accepts_disabled, is_odd, fails_first, fails_once, is_slow, keeps_optional_back, while_offered,
      from_above, is_small;
  uint64_t room, offer_bytes, channels_max;
} variant;

static void read_variant(void) {
  if (is_read) return;
  is_read = 1;
  variant.resets = has("reset");
  variant.amounts_first = has("amounts-first");
  variant.accepts_disabled = has("state-model");
  variant.is_odd = has("odd-handles");
  variant.fails_first = has("fails-first");
  variant.fails_once = has("fails-once");
  variant.is_slow = has("slow");
  variant.keeps_optional_back = has("kept-back");
  variant.while_offered = has("while-offered");
  variant.from_above = has("from-above");
  variant.is_small = has("small-window"); /* and does not say so: the one that does not conform */
  variant.room = number_after("room=", 0);
  variant.offer_bytes = number_after("offer=", 196);
  variant.channels_max = number_after("channels=", CHANNELS_MAX);
}

static struct channel *find(kmcl_channel handle) {
  int index;
  for (index = 0; index < CHANNELS_MAX; index++)
    if (channels[index].state != FREE && (kmcl_channel)channels[index].handle == handle) return &channels[index];
  return NULL;
}

static int live(void) {
  int index, count = 0;
  for (index = 0; index < CHANNELS_MAX; index++) count += channels[index].state != FREE;
  return count;
}

static kmcl_ntstatus allocate(void *parent, unsigned char is_server, kmcl_channel *handle) {
  int index = 0;
  struct channel *channel;
  (void)parent;
  if ((uint64_t)live() >= variant.channels_max) return STATUS_INSUFFICIENT_RESOURCES;
  if (live() == 0) enable_failed = 0;
  while (index < CHANNELS_MAX && channels[index].state != FREE) index++;
  if (index == CHANNELS_MAX) return STATUS_INSUFFICIENT_RESOURCES;
  channel = &channels[index];
  memset(channel, 0, sizeof *channel);
  channel->state = INIT;
  channel->is_server = is_server;
  lives++;
  channel->handle = variant.is_odd ? ~(lives * 2) : (uintptr_t)0x1000 + lives * 16;
  *handle = (kmcl_channel)channel->handle;
  return STATUS_SUCCESS;
}

static kmcl_ntstatus set_mmio_megabytes(kmcl_channel handle, uint16_t required, uint16_t optional) {
  struct channel *channel = find(handle);
  int is_good = channel != NULL && channel->is_server &&
                (channel->state == INIT || (variant.accepts_disabled && channel->state == DISABLED));
  volatile int spin;
  for (spin = 0; variant.is_slow && spin < 20000;) spin++;
  if (variant.amounts_first && required == 0 && optional == 0) return STATUS_INVALID_PARAMETER;
  if (!is_good) return STATUS_INVALID_PARAMETER_1;
  if (required == 0 && optional == 0) return STATUS_INVALID_PARAMETER;
  channel->required = required;
  channel->optional = optional;
  return STATUS_SUCCESS;
}

static int overlaps(uint64_t start, uint64_t megabytes) {
  int index;
  for (index = 0; index < CHANNELS_MAX; index++) {
    const struct channel *other = &channels[index];
    if (other->state == FREE || other->megabytes == 0) continue;
    if (start < other->start + other->megabytes && other->start < start + megabytes) return 1;
  }
  return 0;
}

/* The window begins at 4 GB. A range begins where the window or another range does, or ends where one of them ends. */
static void give(struct channel *channel) {
  uint64_t megabytes = channel->offered_required;
  uint64_t room = variant.room != 0 ? variant.room : variant.is_small ? 512 : UINT64_C(1) << 23;
  int index;
  if (!variant.keeps_optional_back && variant.room == 0) megabytes += channel->offered_optional;
  if (megabytes == 0 || megabytes > room) return;
  for (index = -1; index < CHANNELS_MAX; index++) {
    const struct channel *next = index < 0 ? NULL : &channels[index];
    uint64_t start;
    if (next != NULL && (next->state == FREE || next->megabytes == 0)) continue;
    if (variant.from_above) {
      uint64_t end = next == NULL ? 4096 + room : next->start;
      if (end < 4096 + megabytes) continue;
      start = end - megabytes;
    } else {
      start = next == NULL ? 4096 : next->start + next->megabytes;
    }
    if (start + megabytes > 4096 + room || overlaps(start, megabytes)) continue;
    channel->start = start;
    channel->megabytes = megabytes;
    return;
  }
}

static void put16(uint8_t *bytes, uint16_t value) {
  bytes[0] = (uint8_t)value;
  bytes[1] = (uint8_t)(value >> 8);
}

static kmcl_ntstatus enable(kmcl_channel handle) {
  struct channel *channel = find(handle);
  if (channel == NULL || (channel->state != INIT && channel->state != DISABLED)) return STATUS_INVALID_PARAMETER_1;
  if ((variant.fails_first && !channel->enable_failed) || (variant.fails_once && !enable_failed)) {
    channel->enable_failed = 1;
    enable_failed = 1;
    return STATUS_INSUFFICIENT_RESOURCES;
  }
  channel->state = ENABLED;
  channel->offered_required = channel->required;
  channel->offered_optional = channel->optional;
  memset(channel->offer, 0, sizeof channel->offer);
  channel->offer[0] = 1;
  put16(channel->offer + 58, channel->required);
  put16(channel->offer + 182, channel->optional);
  if (variant.while_offered) give(channel);
  return STATUS_SUCCESS;
}

static int is_offered(const struct channel *channel) {
  return channel != NULL && (channel->state == ENABLED || channel->state == OPEN || channel->state == CLOSED);
}

static void disable(kmcl_channel handle) {
  struct channel *channel = find(handle);
  if (!is_offered(channel)) abort(); /* KMCL does not allow it, and nobody claims misuse here. */
  channel->state = DISABLED;
  channel->megabytes = 0;
  if (variant.resets) channel->required = channel->optional = 0;
}

static void cleanup(kmcl_channel handle) {
  struct channel *channel = find(handle);
  if (channel == NULL || is_offered(channel)) abort();
  channel->state = FREE;
}

static void start(kmcl_channel handle) {
  if (!is_offered(find(handle))) abort();
}

static void pause_channel(kmcl_channel handle) { (void)handle; }

static void guest_open(kmcl_channel handle) {
  struct channel *channel = find(handle);
  if (channel == NULL || (channel->state != ENABLED && channel->state != CLOSED)) abort();
  channel->state = OPEN;
  if (!variant.while_offered) give(channel);
}

static void guest_close(kmcl_channel handle) {
  struct channel *channel = find(handle);
  if (channel == NULL || channel->state != OPEN) abort();
  channel->state = CLOSED;
  if (!variant.while_offered) channel->megabytes = 0;
}

static void get_mmio_space(kmcl_channel handle, uint64_t *address, uint64_t *size) {
  const struct channel *channel = find(handle);
  if (channel == NULL || channel->state != OPEN) abort();
  *address = channel->megabytes == 0 ? 0 : channel->start << 20;
  *size = channel->megabytes << 20;
}

static void read_reservation(kmcl_channel handle, uint16_t *required, uint16_t *optional) {
  const struct channel *channel = find(handle);
  *required = channel->required;
  *optional = channel->optional;
}

static int read_offer(kmcl_channel handle, kmcl_offer *offer) {
  const struct channel *channel = find(handle);
  if (!is_offered(channel)) return 0;
  offer->mmio_megabytes = channel->offered_required;
  offer->mmio_megabytes_optional = channel->offered_optional;
  offer->bytes = channel->offer;
  offer->size = (uint32_t)variant.offer_bytes;
  return 1;
}

const kmcl_methods *kmcl_methods_of_target(void) {
  static kmcl_server_only_methods server_only;
  static kmcl_methods methods;
  if (methods.name != NULL) return &methods;
  read_variant();
  server_only.VmbServerChannelInitSetMmioMegabytes = set_mmio_megabytes;
  methods.version = "1.0";
  methods.also_can = KMCL_CAN_CLIENT_ENDPOINT | KMCL_CAN_NULL_HANDLE | KMCL_CAN_STALE_HANDLE | KMCL_CAN_FORGED_HANDLE |
                     KMCL_CAN_OFFER_BYTES;
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
  methods.mmio_room_megabytes = variant.room;
  methods.name = "variant";
  return &methods;
}
