/*
 * A vector file run in a process of an ordinary system: reads it, and writes the answers to another file.
 *
 *     cc -O2 -I ../../native run_file.c ../c/channel.c -o run_file && ./run_file vectors.bin answers.kmca
 *
 * SPDX-License-Identifier: MIT
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

#include "kmcl_vectors.h"

static FILE *answers;

/* What was answered before the implementation ended this process is in the file, to the last call. Where it is killed, or leaves by
 * _exit, what is in the buffer is lost, and judge tells an earlier place. */
static void flush_and_end(int number) {
  fflush(answers);
  signal(number, SIG_DFL);
  raise(number);
}

static int to_file(void *context, const uint8_t *bytes, uint32_t size) {
  return fwrite(bytes, 1, size, (FILE *)context) != size;
}

static uint8_t *contents(const char *path, size_t *size) {
  FILE *file = fopen(path, "rb");
  uint8_t *bytes = NULL;
  size_t room = 0, read;
  *size = 0;
  while (file != NULL) {
    if (*size == room) bytes = (uint8_t *)realloc(bytes, room += 1 << 20);
    if (bytes == NULL) return NULL;
    read = fread(bytes + *size, 1, room - *size, file);
    if (read == 0) break;
    *size += read;
  }
  if (file != NULL) fclose(file);
  return bytes;
}

int main(int count, char **words) {
  size_t size;
  uint8_t *file = count == 3 ? contents(words[1], &size) : NULL;
  int32_t result;
  answers = file != NULL ? fopen(words[2], "wb") : NULL;
  if (answers == NULL) return fprintf(stderr, "usage: %s VECTORS ANSWERS, and both can be opened\n", words[0]), 2;
  signal(SIGABRT, flush_and_end);
  signal(SIGSEGV, flush_and_end);
  signal(SIGFPE, flush_and_end);
  signal(SIGILL, flush_and_end);
  result = kmcl_vectors_run(file, size, 0, to_file, answers);
  if (fclose(answers) != 0) result = KMCL_VECTORS_NOT_WRITTEN;
  free(file);
  if (result != KMCL_VECTORS_DONE) fprintf(stderr, "kmcl_vectors_run returned %d\n", (int)result);
  return result == KMCL_VECTORS_DONE ? 0 : 1;
}
