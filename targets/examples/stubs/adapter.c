/*
 * The adapter between kmcl-conformance and your VMBus channels. TODO: call your function here, in each of the six
 * places; all else is done. A handle is your own: what allocate gives comes back in the other calls.
 */
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What more can be claimed: kmcl-conformance list capabilities */
#define CAPABILITIES "[\"reservation\"]"

typedef uint32_t status; /* an NTSTATUS */

static int is_todo;
#define TODO (is_todo = 1)

static status allocate(int is_server, void **channel) {
  return TODO; /* VmbChannelAllocate */
}

/* The function under test. */
static status set_mmio_megabytes(void *channel, uint16_t mmio_megabytes, uint16_t mmio_megabytes_optional) {
  return TODO; /* VmbServerChannelInitSetMmioMegabytes */
}

static status enable(void *channel) {
  return TODO; /* VmbChannelEnable */
}

static void disable(void *channel) {
  TODO; /* VmbChannelDisable */
}

static void cleanup(void *channel) {
  TODO; /* VmbChannelCleanup */
}

/* A test hook: the pair that the channel holds. Without one, do not claim reservation. */
static void read_reservation(void *channel, uint16_t *mmio_megabytes, uint16_t *mmio_megabytes_optional) {
  TODO;
}

/* The protocol: one JSON text a line, a request in and its reply out. */

#define LINE_MAX_BYTES (1 << 20)

static char responses[4 * LINE_MAX_BYTES];
static size_t responses_bytes;

static void respond(const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  responses_bytes +=
      (size_t)vsnprintf(responses + responses_bytes, sizeof responses - responses_bytes, format, arguments);
  va_end(arguments);
}

/* The value of a field of the flat object that ends at `end`; what the contract sends has no escapes to undo. */
static const char *field(const char *object, const char *end, const char *name) {
  const char *found = strstr(object, name);
  if (found == NULL || found > end) return "";
  found += strlen(name);
  return found + strspn(found, " :\"");
}

static int is(const char *value, const char *word) {
  return strncmp(value, word, strlen(word)) == 0 && value[strlen(word)] == '"';
}

/* Makes the call that stands between `call` and `end`; `channels` has the handle of each slot, in this run. */
static void perform(void **channels, const char *call, const char *end) {
  static uint64_t no_channel[64]; /* a forged handle */
  void *bad_channels[] = {NULL, no_channel};
  const char *kind = field(call, end, "\"kind\""), *slot = field(call, end, "\"channel\"");
  int is_forged = is(slot, "forged");
  void **channel = is(slot, "null") || is_forged ? &bad_channels[is_forged] : &channels[atoi(slot) & 15];
  uint16_t required = (uint16_t)atoi(field(call, end, "\"mmioMegabytes\""));
  uint16_t optional = (uint16_t)atoi(field(call, end, "\"mmioMegabytesOptional\""));

  if (is(kind, "allocate")) {
    respond("{\"status\":\"0x%08x\"}", allocate(is(field(call, end, "\"endpoint\""), "server"), channel));
  } else if (is(kind, "setMmioMegabytes")) {
    respond("{\"status\":\"0x%08x\"}", set_mmio_megabytes(*channel, required, optional));
  } else if (is(kind, "enable")) {
    respond("{\"status\":\"0x%08x\"}", enable(*channel));
  } else if (is(kind, "readReservation")) {
    read_reservation(*channel, &required, &optional);
    respond("{\"reservation\":{\"mmioMegabytes\":%u,\"mmioMegabytesOptional\":%u}}", required, optional);
  } else {
    if (is(kind, "disable")) disable(*channel);
    if (is(kind, "cleanup")) cleanup(*channel);
    respond("{}");
  }
}

/* Makes the calls up to the end of their array, behind which may stand what is to be ignored. */
static void run(const char *calls) {
  const char *last = strchr(calls, ']');
  void *channels[16] = {0};
  int answered = 0;
  responses_bytes = 0;
  respond("");
  for (const char *call = strchr(calls, '{'); call != NULL && call < last && !is_todo; answered += !is_todo) {
    const char *end = strchr(call, '}');
    perform(channels, call, end);
    call = strchr(end, '{');
    if (call != NULL && call < last) respond(",");
  }
  if (is_todo) {
    printf("\"error\":{\"code\":-32000,\"message\":\"TODO: call your function here\","
           "\"data\":{\"kind\":\"adapter-fault\",\"answered\":%d}}}\n", answered);
    is_todo = 0;
  } else {
    printf("\"result\":{\"responses\":[%s]}}\n", responses);
  }
}

int main(void) {
  static char line[LINE_MAX_BYTES + 2];
  while (fgets(line, sizeof line, stdin) != NULL) {
    const char *last = line + strlen(line), *method = field(line, last, "\"method\"");
    const char *calls = field(line, last, "\"calls\"");
    printf("{\"jsonrpc\":\"2.0\",\"id\":%llu,", strtoull(field(line, last, "\"id\""), NULL, 10));
    if (is(method, "hello")) {
      printf("\"result\":{\"protocol\":1,\"name\":\"my-channel\",\"version\":\"1.0\",\"capabilities\":" CAPABILITIES "}}\n");
    } else if (!is(method, "run")) {
      printf("\"error\":{\"code\":-32601,\"message\":\"the methods are hello and run\"}}\n");
    } else if (calls[0] != '[') {
      printf("\"error\":{\"code\":-32602,\"message\":\"no calls\"}}\n");
    } else {
      run(calls);
    }
    fflush(stdout);
  }
  return 0;
}
