/*
 * As in a kernel module: nothing but the compiler, no libc, no heap, no floating point. The vector file lies in the image, and the
 * answers go out of a ring of 4 KiB, a page at a time, as through a debugfs file or a virtual serial port.
 *
 * Here it is linked by itself into a program for Linux on x86-64 or arm64, so that it can be tried, and the page goes to file
 * descriptor 1:
 *
 *     ld -r -b binary -o vectors.o vectors.bin
 *     cc -O2 -ffreestanding -fno-builtin -mgeneral-regs-only -nostdlib -static -Wl,-z,noexecstack -I ../../native kernel.c vectors.o -o kernel
 *     ./kernel >answers.kmca
 *
 * SPDX-License-Identifier: MIT
 */
#define CHANNEL_NAME "kernel-example"
#include "channel.h"
#include "kmcl_vectors.h"

extern const uint8_t _binary_vectors_bin_start[], _binary_vectors_bin_end[];

static long system_call(long number, long first, const void *second, long third) {
#if defined(__x86_64__)
  long result;
  __asm__ volatile("syscall" : "=a"(result) : "a"(number), "D"(first), "S"(second), "d"(third) : "rcx", "r11", "memory");
  return result;
#else
  register long x8 __asm__("x8") = number, x0 __asm__("x0") = first, x2 __asm__("x2") = third;
  register const void *x1 __asm__("x1") = second;
  __asm__ volatile("svc 0" : "+r"(x0) : "r"(x8), "r"(x1), "r"(x2) : "memory");
  return x0;
#endif
}

#if defined(__x86_64__)
enum { WRITE = 1, EXIT = 60 };
#else
enum { WRITE = 64, EXIT = 93 };
#endif

/* A compiler may make calls of these out of plain loops, in a kernel too, which has its own. */
void *memcpy(void *to, const void *from, size_t size) {
  size_t at;
  for (at = 0; at < size; at++) ((volatile uint8_t *)to)[at] = ((const uint8_t *)from)[at];
  return to;
}

void *memset(void *to, int value, size_t size) {
  size_t at;
  for (at = 0; at < size; at++) ((volatile uint8_t *)to)[at] = (uint8_t)value;
  return to;
}

static uint8_t page[4096];
static uint32_t filled;

static int flush(void) {
  uint32_t done = 0;
  while (done < filled) {
    const long taken = system_call(WRITE, 1, page + done, filled - done);
    if (taken <= 0) return 1;
    done += (uint32_t)taken;
  }
  filled = 0;
  return 0;
}

static int to_page(void *context, const uint8_t *bytes, uint32_t size) {
  (void)context;
  while (size-- > 0) {
    page[filled++] = *bytes++;
    if (filled == sizeof page && flush()) return 1;
  }
  return 0;
}

void _start(void) {
  const uint64_t size = (uint64_t)(_binary_vectors_bin_end - _binary_vectors_bin_start);
  int32_t result = kmcl_vectors_run(_binary_vectors_bin_start, size, 0, to_page, NULL);
  if (flush()) result = KMCL_VECTORS_NOT_WRITTEN;
  system_call(EXIT, result == KMCL_VECTORS_DONE ? 0 : 1, NULL, 0);
  for (;;) {
  }
}
