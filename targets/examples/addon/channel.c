/*
 * A Node addon as a target: plain Node-API, no C symbols of the contract. It exports `info` and `run(Buffer)`, and the
 * two buffers have the layout of kmcl_target.h: an array of kmcl_call in; an array of kmcl_response out, followed by
 * the bytes of the offers in the order of their rows.
 *
 *     cc -O2 -shared -fPIC -I ../../native -I NODE/include/node channel.c -o channel.node
 *
 * where NODE is the folder that Node was installed into, with its headers (often /usr or /usr/local).
 *
 * The implementation is the C example's: what is shown here is what wraps one.
 *
 * SPDX-License-Identifier: MIT
 */
#define NAPI_VERSION 8
#include <node_api.h>

/* The C example's functions are called from here, and must not be what the addon is taken for. */
#define KMCL_EXPORT_SYMBOL __attribute__((visibility("hidden")))
#include "../c/channel.c"

static napi_value fail(napi_env env, const char *message) {
  napi_throw_error(env, NULL, message);
  return NULL;
}

static size_t offer_bytes(const kmcl_response *responses, uint32_t count) {
  size_t bytes = 0;
  uint32_t index;
  for (index = 0; index < count; index++) {
    if (responses[index].seen & KMCL_SEEN_OFFER_BYTES) bytes += responses[index].offer_size;
  }
  return bytes;
}

static napi_value run(napi_env env, napi_callback_info info) {
  size_t arguments = 1;
  napi_value argument;
  napi_value buffer;
  kmcl_call *calls;
  kmcl_response *responses;
  uint8_t *answer;
  size_t bytes;
  uint32_t count;
  uint32_t index;

  if (napi_get_cb_info(env, info, &arguments, &argument, NULL, NULL) != napi_ok || arguments < 1 ||
      napi_get_buffer_info(env, argument, (void **)&calls, &bytes) != napi_ok) {
    return fail(env, "run takes a Buffer of calls");
  }
  count = (uint32_t)(bytes / sizeof *calls);
  responses = (kmcl_response *)calloc(count + 1, sizeof *responses);
  if (responses == NULL) return fail(env, "no memory");
  if (kmcl_run(calls, count, responses) < 0) {
    free(responses);
    return fail(env, "a call that this target cannot make");
  }
  bytes = count * sizeof *responses + offer_bytes(responses, count);
  if (napi_create_buffer(env, bytes, (void **)&answer, &buffer) != napi_ok) {
    free(responses);
    return fail(env, "no memory");
  }
  memcpy(answer, responses, count * sizeof *responses);
  answer += count * sizeof *responses;
  for (index = 0; index < count; index++) {
    if ((responses[index].seen & KMCL_SEEN_OFFER_BYTES) == 0) continue;
    memcpy(answer, responses[index].offer, responses[index].offer_size);
    answer += responses[index].offer_size;
  }
  free(responses);
  return buffer;
}

static void set_string(napi_env env, napi_value object, const char *key, const char *text) {
  napi_value value;
  napi_create_string_utf8(env, text, NAPI_AUTO_LENGTH, &value);
  napi_set_named_property(env, object, key, value);
}

NAPI_MODULE_INIT() {
  static const char *const capabilities[] = {
      "reservation",   "offer",           "offer-bytes",  "mmio-space",    "guest",
      "start-pause",   "client-endpoint", "null-handle",  "stale-handle",  "forged-handle"};
  const uint32_t capabilities_count = (uint32_t)(sizeof capabilities / sizeof *capabilities);
  napi_value info;
  napi_value list;
  napi_value value;
  uint32_t index;

  napi_create_object(env, &info);
  napi_create_uint32(env, KMCL_ABI, &value);
  napi_set_named_property(env, info, "abi", value);
  set_string(env, info, "name", "example-addon");
  set_string(env, info, "version", "1.0");
  napi_create_array_with_length(env, capabilities_count, &list);
  for (index = 0; index < capabilities_count; index++) {
    napi_create_string_utf8(env, capabilities[index], NAPI_AUTO_LENGTH, &value);
    napi_set_element(env, list, index, value);
  }
  napi_set_named_property(env, info, "capabilities", list);
  napi_set_named_property(env, exports, "info", info);
  napi_create_function(env, "run", NAPI_AUTO_LENGTH, run, NULL, &value);
  napi_set_named_property(env, exports, "run", value);
  return exports;
}
