/*
 * kmcl_vectors.h: runs a vector file of kmcl-conformance on an implementation of kmcl_target.h, where no adapter can run: in a
 * driver, in firmware, in a paravisor. C99 and C++17. No heap, no libc, no other file than kmcl_target.h.
 *
 * The file is the unpacked one: `export --out vectors.bin`, or `gunzip -c <vectors.kmcv >vectors.bin`. Every program is run on a fresh
 * instance, by kmcl_open, kmcl_perform and kmcl_close; each answer goes at once to `write`: into a buffer, a file, a serial line.
 * What arrived is judged by `kmcl-conformance judge vectors.bin answers`, also where the device died on the way.
 * SPDX-License-Identifier: MIT
 */
#ifndef KMCL_VECTORS_H
#define KMCL_VECTORS_H

#include "kmcl_target.h"

/* Takes the next bytes of the answers; anything but 0 ends the run. */
typedef int (*kmcl_vectors_write)(void *context, const uint8_t *bytes, uint32_t size);

enum {
  KMCL_VECTORS_DONE = 0,
  KMCL_VECTORS_PACKED = -2001,      /* still packed by gzip */
  KMCL_VECTORS_NO_FILE = -2002,     /* not a vector file of this version */
  KMCL_VECTORS_DAMAGED = -2003,     /* cut off, or changed on the way */
  KMCL_VECTORS_NOT_CLAIMED = -2004, /* it asks what kmcl_describe does not claim, or for another window */
  KMCL_VECTORS_NOT_WRITTEN = -2005, /* `write` did not take an answer */
  KMCL_FAULT_INSTANCE = -1001,      /* in the answers: kmcl_open gave none */
  KMCL_FAULT_RESPONSE = -1003       /* in the answers: a response that answers nothing there is, or two things at once */
};

/* A buffer of the caller's: the context of kmcl_vectors_to_buffer, which is a `write`. */
typedef struct kmcl_vectors_buffer {
  uint8_t *bytes;
  uint32_t size, room; /* how much of it is written, and how much there is */
} kmcl_vectors_buffer;

static inline int kmcl_vectors_to_buffer(void *context, const uint8_t *bytes, uint32_t size) {
  kmcl_vectors_buffer *buffer = (kmcl_vectors_buffer *)context;
  if (buffer->room - buffer->size < size) return 1;
  while (size-- > 0) buffer->bytes[buffer->size++] = *bytes++;
  return 0;
}

typedef struct kmcl_vectors_answers {
  kmcl_vectors_write write;
  void *context;
  uint32_t sum; /* CRC-32 of all answers until here, without the checksums themselves */
  int failed;   /* `write` took no more */
} kmcl_vectors_answers;

static inline uint32_t kmcl_vectors_sum(uint32_t sum, const uint8_t *bytes, uint32_t size) {
  int bit;
  for (sum = ~sum; size-- > 0; bytes++)
    for (sum ^= *bytes, bit = 0; bit < 8; bit++) sum = (sum >> 1) ^ (0xEDB88320u & (0u - (sum & 1u)));
  return ~sum;
}

static inline uint64_t kmcl_vectors_number(const uint8_t *bytes, int size) {
  uint64_t number = 0;
  while (size-- > 0) number = number << 8 | bytes[size];
  return number;
}

static inline void kmcl_vectors_put(kmcl_vectors_answers *to, const uint8_t *bytes, uint32_t size) {
  to->sum = kmcl_vectors_sum(to->sum, bytes, size);
  if (!to->failed && size > 0) to->failed = to->write(to->context, bytes, size) != 0;
}

static inline void kmcl_vectors_put_number(kmcl_vectors_answers *to, uint64_t number, uint32_t size) {
  uint8_t bytes[8] = {0}, at;
  for (at = 0; at < size; at++, number >>= 8) bytes[at] = (uint8_t)number;
  kmcl_vectors_put(to, bytes, size);
}

static inline void kmcl_vectors_put_sum(kmcl_vectors_answers *to) {
  const uint32_t sum = to->sum;
  kmcl_vectors_put_number(to, sum, 4);
  to->sum = sum;
}

static inline void kmcl_vectors_put_text(kmcl_vectors_answers *to, const char *text) {
  uint32_t length = 0;
  while (text != NULL && length < 255 && text[length] != 0) length++;
  kmcl_vectors_put_number(to, length, 1);
  kmcl_vectors_put(to, (const uint8_t *)text, length);
}

/* Gives what kmcl_perform returned, or why its response cannot be told. */
static inline int32_t kmcl_vectors_put_response(kmcl_vectors_answers *to, int32_t result, const kmcl_response *response) {
  const uint32_t seen = response->seen, bytes = seen & KMCL_SEEN_OFFER_BYTES, what = seen & ~bytes;
  const int isOne = what <= 32 && (what & (what - 1)) == 0 && what != 16 && (!bytes || what == KMCL_SEEN_OFFER);
  if (result < 0 || !isOne) return result < 0 ? result : KMCL_FAULT_RESPONSE;
  if (bytes && (response->offer == NULL || response->offer_size == 0 || response->offer_size > 65536)) return KMCL_FAULT_RESPONSE;
  kmcl_vectors_put_number(to, seen, 1);
  if (what == KMCL_SEEN_STATUS) kmcl_vectors_put_number(to, response->status, 4);
  if (what == KMCL_SEEN_RESERVATION || what == KMCL_SEEN_OFFER)
    kmcl_vectors_put_number(to, response->mmio_megabytes | (uint32_t)response->mmio_megabytes_optional << 16, 4);
  if (what == KMCL_SEEN_SPACE) kmcl_vectors_put_number(to, response->address, 8), kmcl_vectors_put_number(to, response->size, 8);
  if (bytes) kmcl_vectors_put_number(to, response->offer_size, 4), kmcl_vectors_put(to, response->offer, response->offer_size);
  return 0;
}

static inline void kmcl_vectors_put_program(kmcl_vectors_answers *to, const uint8_t *row, uint32_t calls) {
  void *instance = kmcl_open();
  int32_t result = instance == NULL ? KMCL_FAULT_INSTANCE : 0;
  for (; calls > 0 && result >= 0 && !to->failed; calls--, row += 8) {
    const kmcl_call call = {row[0], row[1], (uint16_t)kmcl_vectors_number(row + 2, 2), (uint16_t)kmcl_vectors_number(row + 4, 2),
                            (uint16_t)kmcl_vectors_number(row + 6, 2)};
    kmcl_response response = {0, 0, 0, 0, 0, 0, 0, NULL};
    result = kmcl_perform(instance, &call, &response);
    result = kmcl_vectors_put_response(to, result, &response);
  }
  if (result < 0) kmcl_vectors_put_number(to, 0xFF, 1), kmcl_vectors_put_number(to, (uint32_t)result, 4);
  if (instance != NULL) kmcl_close(instance);
  kmcl_vectors_put_sum(to);
}

/* Runs the programs from number `first` on, which is 0 but where a run that was broken off goes on. */
static inline int32_t kmcl_vectors_run(const uint8_t *file, uint64_t size, uint32_t first, kmcl_vectors_write write, void *context) {
  const kmcl_description *own = kmcl_describe();
  const uint64_t room = own->size >= sizeof *own ? own->mmio_room_megabytes : 0;
  kmcl_vectors_answers to = {write, context, 0, 0};
  uint32_t index, programs, body;
  if (size < 96) return KMCL_VECTORS_NO_FILE;
  if (file[0] == 0x1F && file[1] == 0x8B) return KMCL_VECTORS_PACKED;
  for (index = 0; index < 8; index++)
    if (file[index] != (uint8_t)"KMCLVEC\1"[index]) return KMCL_VECTORS_NO_FILE;
  body = (uint32_t)kmcl_vectors_number(file + 20, 4);
  if (size - 96 != body || kmcl_vectors_sum(0, file, 92) != kmcl_vectors_number(file + 92, 4) ||
      kmcl_vectors_sum(0, file + 96, body) != kmcl_vectors_number(file + 88, 4))
    return KMCL_VECTORS_DAMAGED;
  if ((kmcl_vectors_number(file + 24, 8) & ~own->capabilities) != 0 || kmcl_vectors_number(file + 32, 8) != room)
    return KMCL_VECTORS_NOT_CLAIMED;
  kmcl_vectors_put(&to, (const uint8_t *)"KMCLANS\1", 8);
  kmcl_vectors_put(&to, file + 88, 8); /* the file's two checksums name it */
  kmcl_vectors_put_number(&to, first, 4);
  kmcl_vectors_put_number(&to, own->capabilities, 8);
  kmcl_vectors_put_number(&to, room, 8);
  kmcl_vectors_put_text(&to, own->name), kmcl_vectors_put_text(&to, own->version);
  kmcl_vectors_put_sum(&to);
  programs = (uint32_t)kmcl_vectors_number(file + 12, 4);
  for (file += 96, index = 0; index < programs && !to.failed; index++) {
    const uint32_t calls = (uint32_t)kmcl_vectors_number(file, 4);
    if (index >= first) kmcl_vectors_put_number(&to, index, 4), kmcl_vectors_put_program(&to, file + 4, calls);
    file += 4 + 8 * (uint64_t)calls;
  }
  kmcl_vectors_put_number(&to, 0xFFFFFFFFu | (uint64_t)programs << 32, 8);
  kmcl_vectors_put_sum(&to);
  return to.failed ? KMCL_VECTORS_NOT_WRITTEN : KMCL_VECTORS_DONE;
}

#endif /* KMCL_VECTORS_H */
