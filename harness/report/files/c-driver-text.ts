/** What the program of every counterexample has in common: how it reaches a library, what ends it, and what it prints. */
import {
  MMIO_MEGABYTES_OFFSET,
  MMIO_MEGABYTES_OPTIONAL_OFFSET,
  OFFER_BYTES_MIN,
  OFFER_CHANNEL_TYPE,
} from '../../../spec/offer.ts';

/** How long all calls together may take. */
const SECONDS_MAX = 10;

/** Above the calls of the counterexample. */
export const HEAD = `#define _POSIX_C_SOURCE 200809L
#include <dlfcn.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Both as kmcl_target.h has them. */
typedef struct { uint8_t kind, channel; uint16_t required, optional, flags; } Call;
typedef struct {
  uint32_t seen, status;
  uint16_t required, optional;
  uint32_t offer_size;
  uint64_t address, size;
  const uint8_t *offer;
} Response;

static void *(*kmcl_open)(void);
static int32_t (*kmcl_perform)(void *instance, const Call *call, Response *response);
static void (*kmcl_close)(void *instance);

static volatile sig_atomic_t is_over;

/* The library ended this process, or never answers. */
static void ended(int signal) {
  static const char text[] = "\\nFAILS: the library ended the process, or did not answer\\n";
  (void)signal;
  if (is_over) return;
  if (write(1, text, sizeof text - 1) < 0) _exit(1);
  _exit(1);
}

static void left(void) { ended(0); }

static void run(const Call *calls, unsigned count) {
  void *instance = kmcl_open();
  for (unsigned at = 0; instance != NULL && at < count; at += 1) {
    Response response;
    memset(&response, 0, sizeof response);
    if (kmcl_perform(instance, &calls[at], &response) < 0) break;
  }
  if (instance != NULL) kmcl_close(instance);
}

static void print(const Response *r) {
  if (r->seen == 0) printf("nothing");
  if (r->seen & 1) printf("0x%08x", (unsigned)r->status);
  if (r->seen & 2) printf("reservation %u/%u", r->required, r->optional);
  if (r->seen & 4) printf("0x%llx bytes at 0x%llx", (unsigned long long)r->size, (unsigned long long)r->address);
  if (r->seen & 8) printf("offer %u/%u", r->required, r->optional);
  if (r->seen & 32) printf("no live offer");
}

static inline int offer_agrees(const Response *r) {
  const uint8_t *b = r->offer;
  if (!(r->seen & 16) || b == NULL || r->offer_size < ${OFFER_BYTES_MIN}) return 0;
  return b[0] == ${OFFER_CHANNEL_TYPE} && b[1] == 0 && b[2] == 0 && b[3] == 0 &&
         (b[${MMIO_MEGABYTES_OFFSET}] | b[${MMIO_MEGABYTES_OFFSET + 1}] << 8) == r->required &&
         (b[${MMIO_MEGABYTES_OPTIONAL_OFFSET}] | b[${MMIO_MEGABYTES_OPTIONAL_OFFSET + 1}] << 8) == r->optional;
}

static inline int apart(const Response *a, const Response *b) {
  return a->address >= b->address + b->size || b->address >= a->address + a->size;
}`.split('\n');

/** Below them. */
export const MAIN = `int main(int count, char **arguments) {
  static Response all[sizeof calls / sizeof calls[0]];
  void *library = dlopen(count > 1 ? arguments[1] : LIBRARY, RTLD_NOW);
  void *instance;
  int result = 0;
  if (library == NULL) return fprintf(stderr, "%s\\n", dlerror()), 2;
  *(void **)&kmcl_open = dlsym(library, "kmcl_open");
  *(void **)&kmcl_perform = dlsym(library, "kmcl_perform");
  *(void **)&kmcl_close = dlsym(library, "kmcl_close");
  if (!kmcl_open || !kmcl_perform || !kmcl_close) return fprintf(stderr, "it exports no kmcl_open and the like\\n"), 2;
  setvbuf(stdout, NULL, _IONBF, 0);
  signal(SIGSEGV, ended), signal(SIGBUS, ended), signal(SIGFPE, ended);
  signal(SIGILL, ended), signal(SIGABRT, ended), signal(SIGALRM, ended);
  atexit(left);
  alarm(${SECONDS_MAX});
  run_earlier();
  instance = kmcl_open();
  for (int at = 0; result == 0 && at < (int)(sizeof calls / sizeof calls[0]); at += 1) {
    printf("%5d  %s  -> ", at + 1, words[at]);
    if (instance == NULL || kmcl_perform(instance, &calls[at], &all[at]) < 0) {
      printf("the adapter's own fault");
      result = 1;
    } else {
      print(&all[at]);
      if (!is_expected(at, &all[at], all)) result = is_open(at) ? 2 : 1;
    }
    printf("  expected: %s\\n", expected[at]);
  }
  if (result == 0) kmcl_close(instance);
  is_over = 1;
  printf(result == 0   ? "PASSES\\n"
         : result == 1 ? "FAILS\\n"
                       : "OPEN: another answer than when this was found, so that what follows is not known; use replay\\n");
  return result;
}`.split('\n');
