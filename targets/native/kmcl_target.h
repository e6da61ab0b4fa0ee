/*
 * kmcl_target.h: the native contract of kmcl-conformance, version 1.
 *
 * A shared library or Node addon that exports the functions below is a target. Write kmcl_describe, kmcl_open,
 * kmcl_perform and kmcl_close; define KMCL_TARGET_IMPLEMENTATION in one source file before including this header and
 * kmcl_run is written for you from those. C99 and C++17, no other file needed.
 *
 *     #define KMCL_TARGET_IMPLEMENTATION
 *     #include "kmcl_target.h"
 *
 * The library is loaded into a child process. It may crash, loop or exit: that is a finding about one program, not the
 * end of the run. It must leave stdout alone; what it writes to stderr is shown with a failure.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef KMCL_TARGET_H
#define KMCL_TARGET_H

#include <stddef.h>
#include <stdint.h>

#define KMCL_ABI 1u

/* May be defined before this header is included, by who reaches the functions in another way. */
#if defined(KMCL_EXPORT_SYMBOL)
#elif defined(_WIN32)
#define KMCL_EXPORT_SYMBOL __declspec(dllexport)
#elif defined(__GNUC__)
#define KMCL_EXPORT_SYMBOL __attribute__((visibility("default")))
#else
#define KMCL_EXPORT_SYMBOL
#endif

#ifdef __cplusplus
#define KMCL_EXPORT extern "C" KMCL_EXPORT_SYMBOL
#else
#define KMCL_EXPORT KMCL_EXPORT_SYMBOL
#endif

/* What a call does. The numbers are the contract's. */
enum {
  KMCL_ALLOCATE = 0,           /* VmbChannelAllocate into an empty or cleaned-up slot; answers with a status */
  KMCL_SET_MMIO_MEGABYTES = 1, /* VmbServerChannelInitSetMmioMegabytes; answers with a status */
  KMCL_ENABLE = 2,             /* VmbChannelEnable; answers with a status */
  KMCL_DISABLE = 3,            /* VmbChannelDisable; answers with nothing */
  KMCL_CLEANUP = 4,            /* VmbChannelCleanup; nothing. The slot then holds a stale handle */
  KMCL_START = 5,              /* VmbChannelStart; nothing */
  KMCL_PAUSE = 6,              /* VmbChannelPause; nothing */
  KMCL_GUEST_OPEN = 7,         /* the other endpoint opens the channel; nothing */
  KMCL_GUEST_CLOSE = 8,        /* the other endpoint closes it; nothing */
  KMCL_READ_RESERVATION = 9,   /* test hook: the pair that the server holds; a reservation */
  KMCL_READ_OFFER = 10,        /* test hook: the offer as the guest sees it; an offer, or no offer */
  KMCL_GET_MMIO_SPACE = 11     /* VmbChannelGetMmioSpace; a space */
};

/* Channels are named by slots 0..15. Two more handles never were a channel; only KMCL_SET_MMIO_MEGABYTES gets them. */
enum { KMCL_SLOTS = 16, KMCL_NULL_CHANNEL = 0xFE, KMCL_FORGED_CHANNEL = 0xFF };

/* Bit 0 of `flags`: KMCL_ALLOCATE makes a client endpoint (IsServer = FALSE). */
enum { KMCL_CLIENT_ENDPOINT = 1 };

typedef struct kmcl_call {
  uint8_t kind;
  uint8_t channel;
  uint16_t mmio_megabytes;
  uint16_t mmio_megabytes_optional;
  uint16_t flags;
} kmcl_call;

/* Which fields of a response were filled in: exactly those that its call answers with, 0 where that is nothing. */
enum {
  KMCL_SEEN_STATUS = 1,
  KMCL_SEEN_RESERVATION = 2,
  KMCL_SEEN_SPACE = 4,
  KMCL_SEEN_OFFER = 8,        /* the two amounts, as offered */
  KMCL_SEEN_OFFER_BYTES = 16, /* with KMCL_SEEN_OFFER: the OfferChannel message with its 8-byte header */
  KMCL_SEEN_NO_OFFER = 32     /* no offer is live */
};

typedef struct kmcl_response {
  uint32_t seen;
  uint32_t status; /* NTSTATUS, all 32 bits */
  uint16_t mmio_megabytes;
  uint16_t mmio_megabytes_optional;
  uint32_t offer_size;
  uint64_t address; /* guest-physical, in bytes */
  uint64_t size;    /* in bytes */
  /* After kmcl_perform valid until the next call on the instance, after kmcl_run until the next kmcl_run. */
  const uint8_t *offer;
} kmcl_response;

/* What the target can do. Claim what it can: the rest is never asked of it, and what it claims it must do. */
#define KMCL_CAN_RESERVATION (UINT64_C(1) << 0)     /* KMCL_READ_RESERVATION */
#define KMCL_CAN_OFFER (UINT64_C(1) << 1)           /* KMCL_READ_OFFER */
#define KMCL_CAN_OFFER_BYTES (UINT64_C(1) << 2)     /* ... with the message's bytes */
#define KMCL_CAN_MMIO_SPACE (UINT64_C(1) << 3)      /* KMCL_GET_MMIO_SPACE; see mmio_room_megabytes below */
#define KMCL_CAN_GUEST (UINT64_C(1) << 4)           /* KMCL_GUEST_OPEN and KMCL_GUEST_CLOSE */
#define KMCL_CAN_START_PAUSE (UINT64_C(1) << 5)     /* KMCL_START and KMCL_PAUSE */
#define KMCL_CAN_CLIENT_ENDPOINT (UINT64_C(1) << 6) /* KMCL_ALLOCATE with KMCL_CLIENT_ENDPOINT */
#define KMCL_CAN_NULL_HANDLE (UINT64_C(1) << 7)     /* survives a NULL handle */
#define KMCL_CAN_STALE_HANDLE (UINT64_C(1) << 8)    /* survives the handle of a channel that was cleaned up */
#define KMCL_CAN_FORGED_HANDLE (UINT64_C(1) << 9)   /* survives a pointer that never was a channel */
#define KMCL_CAN_MISUSE (UINT64_C(1) << 10)         /* survives the other calls in states that KMCL forbids */
#define KMCL_CAN_THREADS (UINT64_C(1) << 11)        /* calls on one instance may come from several threads at once */

typedef struct kmcl_description {
  uint32_t abi;  /* KMCL_ABI */
  uint32_t size; /* sizeof(kmcl_description); without the last field it is one of an older header, and good as well */
  const char *name;
  const char *version;
  uint64_t capabilities;
  /*
   * The size of the one window in which the guest finds space for all channels together. Where it is stated, a channel for
   * which there is no room gets 0 bytes at address 0, and only then. 0: there is room for 16 channels of the maximum, some
   * 2 TiB, as KMCL_CAN_MMIO_SPACE says by itself. Hyper-V's own default above 4 GB has 512 MB.
   */
  uint64_t mmio_room_megabytes;
} kmcl_description;

#if defined(__cplusplus)
#define KMCL_CHECK_THAT(name, condition) static_assert(condition, #name)
#elif defined(__STDC_VERSION__) && __STDC_VERSION__ >= 201112L
#define KMCL_CHECK_THAT(name, condition) _Static_assert(condition, #name)
#else
#define KMCL_CHECK_THAT(name, condition) typedef char kmcl_check_##name[(condition) ? 1 : -1]
#endif

KMCL_CHECK_THAT(call_size, sizeof(kmcl_call) == 8);
KMCL_CHECK_THAT(call_kind, offsetof(kmcl_call, kind) == 0);
KMCL_CHECK_THAT(call_channel, offsetof(kmcl_call, channel) == 1);
KMCL_CHECK_THAT(call_mmio_megabytes, offsetof(kmcl_call, mmio_megabytes) == 2);
KMCL_CHECK_THAT(call_mmio_megabytes_optional, offsetof(kmcl_call, mmio_megabytes_optional) == 4);
KMCL_CHECK_THAT(call_flags, offsetof(kmcl_call, flags) == 6);
KMCL_CHECK_THAT(response_size, sizeof(kmcl_response) == (sizeof(void *) == 8 ? 40 : sizeof(kmcl_response)));
KMCL_CHECK_THAT(response_seen, offsetof(kmcl_response, seen) == 0);
KMCL_CHECK_THAT(response_status, offsetof(kmcl_response, status) == 4);
KMCL_CHECK_THAT(response_mmio_megabytes, offsetof(kmcl_response, mmio_megabytes) == 8);
KMCL_CHECK_THAT(response_mmio_megabytes_optional, offsetof(kmcl_response, mmio_megabytes_optional) == 10);
KMCL_CHECK_THAT(response_offer_size, offsetof(kmcl_response, offer_size) == 12);
KMCL_CHECK_THAT(response_address, offsetof(kmcl_response, address) == 16);
KMCL_CHECK_THAT(response_space_size, offsetof(kmcl_response, size) == 24);
KMCL_CHECK_THAT(response_offer, offsetof(kmcl_response, offer) == 32);
KMCL_CHECK_THAT(description_size, sizeof(kmcl_description) == (sizeof(void *) == 8 ? 40 : 32));
KMCL_CHECK_THAT(description_abi, offsetof(kmcl_description, abi) == 0);
KMCL_CHECK_THAT(description_own_size, offsetof(kmcl_description, size) == 4);
KMCL_CHECK_THAT(description_name, offsetof(kmcl_description, name) == 8);
KMCL_CHECK_THAT(description_version, offsetof(kmcl_description, version) == 8 + sizeof(void *));
KMCL_CHECK_THAT(description_capabilities, offsetof(kmcl_description, capabilities) == 8 + 2 * sizeof(void *));
KMCL_CHECK_THAT(description_room, offsetof(kmcl_description, mmio_room_megabytes) == 16 + 2 * sizeof(void *));

/* Lives as long as the library is loaded. */
KMCL_EXPORT const kmcl_description *kmcl_describe(void);

/* A fresh instance, with no channels; NULL where there can be none. Several may be there at once, and know nothing of one another. */
KMCL_EXPORT void *kmcl_open(void);

/* A return of kmcl_perform: nothing is called here yet. Numbers from -1000 downwards have such meanings of ours. */
enum { KMCL_FAULT_TODO = -1000 };

/*
 * Performs one call. The response is all zeros on entry. Whatever the implementation answers is a response, a refusal
 * too: a negative return is the adapter's own fault (a kind it does not know, a slot that is out of range or that was never
 * allocated). Calls that follow on a slot whose KMCL_ALLOCATE was refused are answered in their own shape, with any status,
 * 0/0, no offer, 0 bytes at 0 or nothing, and are not judged.
 */
KMCL_EXPORT int32_t kmcl_perform(void *instance, const kmcl_call *call, kmcl_response *response);

/* Ends an instance with all channels that are left on it, whatever their state. */
KMCL_EXPORT void kmcl_close(void *instance);

/*
 * Performs `count` calls on a fresh instance and fills as many responses; negative where a call was the adapter's
 * fault. Called from one thread at a time.
 */
KMCL_EXPORT int32_t kmcl_run(const kmcl_call *calls, uint32_t count, kmcl_response *responses);

/* Optional: the edges that were reached since the library was loaded, each by its address, in the order of the first time. */
typedef struct kmcl_reached {
  uint64_t size;   /* sizeof(kmcl_reached) */
  uint64_t anchor; /* the address of kmcl_coverage itself, from which the others are told */
  uint64_t calls;  /* of kmcl_run, those that were begun when the last edge was reached; 0 where nobody counts them */
  uint64_t count;
  uint64_t edges[32768]; /* what is reached when it is full is left out */
} kmcl_reached;

KMCL_EXPORT const kmcl_reached *kmcl_coverage(void);

#ifdef KMCL_TARGET_IMPLEMENTATION

#include <stdlib.h>
#include <string.h>

#ifdef KMCL_TARGET_COVERAGE
static uint64_t kmcl_calls_begun;
#define KMCL_BEGIN_CALL(index) (kmcl_calls_begun = (index) + 1)
#else
#define KMCL_BEGIN_CALL(index) ((void)0)
#endif

/* kmcl_run's own faults, apart from those that kmcl_perform returns. */
enum { KMCL_FAULT_NO_INSTANCE = -1001, KMCL_FAULT_NO_MEMORY = -1002, KMCL_FAULT_NO_OFFER_BYTES = -1003 };

KMCL_EXPORT int32_t kmcl_run(const kmcl_call *calls, uint32_t count, kmcl_response *responses) {
  /* Offers of the last run. They are copied here as they were at their calls, since the instance reuses its own. */
  static uint8_t *offers = NULL;
  static size_t offers_room = 0;
  size_t offers_size = 0;
  uint32_t index;
  int32_t result = 0;
  void *instance = kmcl_open();
  if (instance == NULL) return KMCL_FAULT_NO_INSTANCE;

  for (index = 0; index < count && result >= 0; index++) {
    kmcl_response *response = &responses[index];
    memset(response, 0, sizeof *response);
    KMCL_BEGIN_CALL(index);
    result = kmcl_perform(instance, &calls[index], response);
    if (result < 0 || (response->seen & KMCL_SEEN_OFFER_BYTES) == 0) continue;
    if (response->offer == NULL || response->offer_size == 0) {
      result = KMCL_FAULT_NO_OFFER_BYTES;
      continue;
    }
    if (offers_room - offers_size < response->offer_size) {
      size_t room = 2 * (offers_size + response->offer_size);
      uint8_t *larger = (uint8_t *)realloc(offers, room);
      if (larger == NULL) {
        result = KMCL_FAULT_NO_MEMORY;
        continue;
      }
      offers = larger;
      offers_room = room;
    }
    memcpy(offers + offers_size, response->offer, response->offer_size);
    offers_size += response->offer_size;
  }
  kmcl_close(instance);

  /* Only now does the block stay where it is. */
  offers_size = 0;
  for (index = 0; index < count && result >= 0; index++) {
    if ((responses[index].seen & KMCL_SEEN_OFFER_BYTES) == 0) continue;
    responses[index].offer = offers + offers_size;
    offers_size += responses[index].offer_size;
  }
  return result < 0 ? result : 0;
}

/*
 * KMCL_TARGET_COVERAGE, defined before this header is included here, makes the library note which of its edges are reached,
 * where it is built with -fsanitize-coverage=trace-pc (gcc) or =trace-pc-guard (clang), on Linux.
 */
#ifdef KMCL_TARGET_COVERAGE

/* What notes edges is not to note its own. */
#if defined(__clang__)
#define KMCL_NOT_COUNTED __attribute__((no_sanitize("coverage")))
#elif defined(__GNUC__) && __GNUC__ >= 12
#define KMCL_NOT_COUNTED __attribute__((no_sanitize_coverage))
#else
#error "KMCL_TARGET_COVERAGE needs clang, or gcc 12 or newer"
#endif
#ifdef __cplusplus
#define KMCL_CALLED_BY_COMPILER extern "C" __attribute__((visibility("hidden"))) KMCL_NOT_COUNTED
#else
#define KMCL_CALLED_BY_COMPILER __attribute__((visibility("hidden"))) KMCL_NOT_COUNTED
#endif

static kmcl_reached kmcl_edges_reached;

KMCL_EXPORT KMCL_NOT_COUNTED const kmcl_reached *kmcl_coverage(void) {
  kmcl_edges_reached.size = sizeof kmcl_edges_reached;
  kmcl_edges_reached.anchor = (uint64_t)(uintptr_t)&kmcl_coverage;
  return &kmcl_edges_reached;
}

/* Threads that race may note an edge twice, or one too late: it is an aid, and takes no lock. */
KMCL_NOT_COUNTED static void kmcl_note_edge(const void *address) {
  /* An open hash of 2^16 places, never more than half full. */
  static uint64_t noted[65536];
  const uint64_t edge = (uint64_t)(uintptr_t)address;
  const uint64_t count = kmcl_edges_reached.count;
  uint16_t place = (uint16_t)((edge * UINT64_C(0x9E3779B97F4A7C15)) >> 48);
  while (noted[place] != 0 && noted[place] != edge) place++;
  if (noted[place] == edge || count >= sizeof kmcl_edges_reached.edges / sizeof kmcl_edges_reached.edges[0]) return;
  noted[place] = edge;
  kmcl_edges_reached.edges[count] = edge;
  kmcl_edges_reached.calls = kmcl_calls_begun;
  kmcl_edges_reached.count = count + 1;
}

/* What the compiler calls at each edge: gcc the first, clang and rustc the second, which they tell of its guards before. */
KMCL_CALLED_BY_COMPILER void __sanitizer_cov_trace_pc(void) { kmcl_note_edge(__builtin_return_address(0)); }

KMCL_CALLED_BY_COMPILER void __sanitizer_cov_trace_pc_guard(uint32_t *guard) {
  (void)guard;
  kmcl_note_edge(__builtin_return_address(0));
}

KMCL_CALLED_BY_COMPILER void __sanitizer_cov_trace_pc_guard_init(uint32_t *start, uint32_t *stop) {
  (void)start;
  (void)stop;
}

#endif /* KMCL_TARGET_COVERAGE */
#endif /* KMCL_TARGET_IMPLEMENTATION */
#endif /* KMCL_TARGET_H */
