/*
 * A small implementation of kmcl_target.h as a driver would have one: static memory, no libc. It holds what is set, and nothing is
 * offered. Put your own functions in the places of these.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef CHANNEL_H
#define CHANNEL_H

#include "kmcl_target.h"

#define STATUS_SUCCESS 0x00000000u
#define STATUS_INVALID_PARAMETER 0xC000000Du
#define STATUS_INVALID_PARAMETER_1 0xC00000EFu

enum { GONE, INIT, ENABLED, DISABLED };

static struct channel {
  int state, is_client;
  uint16_t required, optional;
} channels[KMCL_SLOTS];

const kmcl_description *kmcl_describe(void) {
  static const kmcl_description description = {KMCL_ABI, sizeof(kmcl_description), CHANNEL_NAME, "1.0",
                                               KMCL_CAN_RESERVATION | KMCL_CAN_CLIENT_ENDPOINT | KMCL_CAN_NULL_HANDLE, 0};
  return &description;
}

void *kmcl_open(void) {
  int slot;
  for (slot = 0; slot < KMCL_SLOTS; slot++) channels[slot].state = GONE;
  return channels;
}

void kmcl_close(void *instance) { (void)instance; }

static uint32_t set_mmio_megabytes(struct channel *channel, uint16_t required, uint16_t optional) {
  if (channel == NULL || channel->is_client || channel->state != INIT) return STATUS_INVALID_PARAMETER_1;
#ifdef FAULT_SUM_IN_16_BITS
  if ((uint16_t)(required + optional) == 0) return STATUS_INVALID_PARAMETER;
#else
  if (required == 0 && optional == 0) return STATUS_INVALID_PARAMETER;
#endif
  channel->required = required;
  channel->optional = optional;
  return STATUS_SUCCESS;
}

int32_t kmcl_perform(void *instance, const kmcl_call *call, kmcl_response *response) {
  struct channel *channel = call->channel < KMCL_SLOTS ? (struct channel *)instance + call->channel : NULL;
  const struct channel fresh = {INIT, call->flags & KMCL_CLIENT_ENDPOINT, 0, 0};
  response->seen = KMCL_SEEN_STATUS;
  switch (call->kind) {
    case KMCL_ALLOCATE:
      *channel = fresh;
      return 0;
    case KMCL_SET_MMIO_MEGABYTES:
      response->status = set_mmio_megabytes(channel, call->mmio_megabytes, call->mmio_megabytes_optional);
      return 0;
    case KMCL_ENABLE:
      channel->state = ENABLED;
      return 0;
    case KMCL_DISABLE:
    case KMCL_CLEANUP:
      channel->state = call->kind == KMCL_DISABLE ? DISABLED : GONE;
      response->seen = 0;
      return 0;
    case KMCL_READ_RESERVATION:
      response->seen = KMCL_SEEN_RESERVATION;
      response->mmio_megabytes = channel->required;
      response->mmio_megabytes_optional = channel->optional;
      return 0;
    default:
      return -1;
  }
}

#endif /* CHANNEL_H */
