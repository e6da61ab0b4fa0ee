/* VmbServerChannelInitSetMmioMegabytes in C, and the two methods that let the suite reach it. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define STATUS_SUCCESS 0x00000000u
#define STATUS_INVALID_PARAMETER 0xC000000Du
#define STATUS_INVALID_PARAMETER_1 0xC00000EFu
#define ENDPOINT_SERVER 0x56425331u /* what a live server channel begins with; a freed or foreign one does not */

typedef struct {
    uint32_t signature;
    int configurable, offered;
    uint16_t mmio_megabytes, mmio_megabytes_optional;
} vmb_channel;

static uint32_t set_mmio_megabytes(vmb_channel *channel, uint16_t megabytes, uint16_t optional)
{
    if (channel == NULL || channel->signature != ENDPOINT_SERVER || !channel->configurable)
        return STATUS_INVALID_PARAMETER_1;
    if (megabytes == 0 && optional == 0)
        return STATUS_INVALID_PARAMETER;
    channel->mmio_megabytes = megabytes;
    channel->mmio_megabytes_optional = optional;
    return STATUS_SUCCESS;
}

static const char *field(const char *object, const char *end, const char *name);
static int is(const char *value, const char *word);

/* Makes the call that stands between `call` and `end`, and prints its response. */
static void perform(vmb_channel *channels, const char *call, const char *end)
{
    static vmb_channel forged; /* memory that never was a channel */
    const char *kind = field(call, end, "\"kind\""), *name = field(call, end, "\"channel\"");
    vmb_channel *c = is(name, "null") ? NULL : is(name, "forged") ? &forged : &channels[atoi(name) & 15];

    if (is(kind, "allocate")) {
        *c = (vmb_channel){.signature = ENDPOINT_SERVER, .configurable = 1};
        printf("{\"status\":\"0x%08x\"}", STATUS_SUCCESS);
    } else if (is(kind, "setMmioMegabytes")) {
        uint16_t megabytes = (uint16_t)atoi(field(call, end, "\"mmioMegabytes\""));
        uint16_t optional = (uint16_t)atoi(field(call, end, "\"mmioMegabytesOptional\""));
        printf("{\"status\":\"0x%08x\"}", set_mmio_megabytes(c, megabytes, optional));
    } else if (is(kind, "enable")) {
        c->configurable = 0, c->offered = 1;
        printf("{\"status\":\"0x%08x\"}", STATUS_SUCCESS);
    } else if (is(kind, "readOffer") && !c->offered) {
        printf("{\"offer\":null}");
    } else if (is(kind, "readOffer") || is(kind, "readReservation")) {
        printf("{\"%s\":{\"mmioMegabytes\":%u,\"mmioMegabytesOptional\":%u}}",
               is(kind, "readOffer") ? "offer" : "reservation", c->mmio_megabytes, c->mmio_megabytes_optional);
    } else {
        if (is(kind, "disable"))
            c->configurable = c->offered = 0;
        if (is(kind, "cleanup"))
            memset(c, 0, sizeof *c);
        printf("{}");
    }
}

/* The protocol: one JSON text a line, a request in and its reply out. */

#define LINE_MAX_BYTES (1 << 20)
#define HELLO "{\"protocol\":1,\"name\":\"c-stdio-example\",\"version\":\"1.0\",\"capabilities\":[\"reservation\"," \
              "\"offer\",\"guest\",\"start-pause\",\"null-handle\",\"stale-handle\",\"forged-handle\"]}"

/* The value of a field of the flat object that ends at `end`; what the contract sends has no escapes to undo. */
static const char *field(const char *object, const char *end, const char *name)
{
    const char *found = strstr(object, name);
    if (found == NULL || found > end)
        return "";
    found += strlen(name);
    return found + strspn(found, " :\"");
}

static int is(const char *value, const char *word)
{
    return strncmp(value, word, strlen(word)) == 0 && value[strlen(word)] == '"';
}

int main(void)
{
    static char line[LINE_MAX_BYTES + 2];
    while (fgets(line, sizeof line, stdin) != NULL) {
        const char *last = line + strlen(line), *method = field(line, last, "\"method\"");
        const char *calls = field(line, last, "\"calls\"");
        printf("{\"jsonrpc\":\"2.0\",\"id\":%llu,", strtoull(field(line, last, "\"id\""), NULL, 10));
        if (is(method, "hello")) {
            printf("\"result\":" HELLO "}\n");
        } else if (!is(method, "run") || calls[0] != '[') {
            printf("\"error\":{\"code\":%d,\"message\":\"hello, or run with calls\"}}\n", is(method, "run") ? -32602 : -32601);
        } else {
            vmb_channel channels[16] = {0};
            printf("\"result\":{\"responses\":[");
            /* Behind the end of the array may stand what is to be ignored. */
            const char *after = strchr(calls, ']'), *separator = "";
            for (const char *call = strchr(calls, '{'); call != NULL && call < after; separator = ",") {
                const char *end = strchr(call, '}');
                printf("%s", separator);
                perform(channels, call, end);
                call = strchr(end, '{');
            }
            printf("]}}\n");
        }
        fflush(stdout);
    }
    return 0;
}
