/*
 * As in a UEFI driver: a protocol's function is called with the vector file that was loaded, and each answer goes to a serial line by
 * a callback in UEFI's calling convention and with UEFI's types and statuses. `main` stands in the place of the firmware: it loads the
 * file and is the other end of the line.
 *
 *     cc -O2 -fshort-wchar -I ../../native uefi.c -o uefi && ./uefi vectors.bin answers.kmca
 *
 * SPDX-License-Identifier: MIT
 */
#include <stdio.h>

#define CHANNEL_NAME "uefi-example"
#include "channel.h"
#include "kmcl_vectors.h"

#if defined(__x86_64__)
#define EFIAPI __attribute__((ms_abi))
#else
#define EFIAPI
#endif

typedef size_t UINTN;
typedef UINTN EFI_STATUS;
#define EFI_SUCCESS ((EFI_STATUS)0)
#define EFI_ERROR_BIT (~(~(UINTN)0 >> 1))
#define EFI_DEVICE_ERROR (EFI_ERROR_BIT | 7)
#define EFI_UNSUPPORTED (EFI_ERROR_BIT | 3)
#define EFI_VOLUME_CORRUPTED (EFI_ERROR_BIT | 10)

/* EFI_SERIAL_IO_PROTOCOL, as far as it is used. A line may take less than it was given. */
typedef struct serial_io {
  EFI_STATUS(EFIAPI *write)(struct serial_io *self, UINTN *size, const void *bytes);
} serial_io;

static int to_serial(void *context, const uint8_t *bytes, uint32_t size) {
  serial_io *line = (serial_io *)context;
  while (size > 0) {
    UINTN taken = size;
    if (line->write(line, &taken, bytes) != EFI_SUCCESS || taken == 0) return 1;
    bytes += taken;
    size -= (uint32_t)taken;
  }
  return 0;
}

/* What a driver exports: EFI_STATUS (EFIAPI *RUN_VECTORS)(VOID *File, UINTN Size, EFI_SERIAL_IO_PROTOCOL *Line). */
static EFI_STATUS EFIAPI run_vectors(const void *file, UINTN size, serial_io *line) {
  switch (kmcl_vectors_run((const uint8_t *)file, size, 0, to_serial, line)) {
    case KMCL_VECTORS_DONE:
      return EFI_SUCCESS;
    case KMCL_VECTORS_NOT_WRITTEN:
      return EFI_DEVICE_ERROR;
    case KMCL_VECTORS_DAMAGED:
      return EFI_VOLUME_CORRUPTED;
    default:
      return EFI_UNSUPPORTED;
  }
}

static FILE *other_end;

static EFI_STATUS EFIAPI write_to_other_end(serial_io *self, UINTN *size, const void *bytes) {
  (void)self;
  if (*size > 3) *size = 3; /* a slow line with a small queue */
  return fwrite(bytes, 1, *size, other_end) == *size ? EFI_SUCCESS : EFI_DEVICE_ERROR;
}

int main(int count, char **words) {
  static uint8_t file[32 << 20];
  serial_io line = {write_to_other_end};
  FILE *vectors = count == 3 ? fopen(words[1], "rb") : NULL;
  size_t size;
  EFI_STATUS status;
  if (vectors == NULL || (other_end = fopen(words[2], "wb")) == NULL) return 2;
  size = fread(file, 1, sizeof file, vectors);
  status = run_vectors(file, size, &line);
  if (fclose(other_end) != 0 || status != EFI_SUCCESS) return 1;
  return 0;
}
