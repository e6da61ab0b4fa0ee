/* The C example with one instance for all who open one while it is there: what is done on one shows on the other. */
#define kmcl_open kmcl_open_own
#define kmcl_close kmcl_close_own
#include "../../../targets/examples/c/channel.c"
#undef kmcl_open
#undef kmcl_close

static void *the_instance;
static int users;

KMCL_EXPORT void *kmcl_open(void);
KMCL_EXPORT void *kmcl_open(void) {
  if (users++ == 0) the_instance = kmcl_open_own();
  return the_instance;
}

KMCL_EXPORT void kmcl_close(void *instance);
KMCL_EXPORT void kmcl_close(void *instance) {
  if (--users == 0) kmcl_close_own(instance);
}
