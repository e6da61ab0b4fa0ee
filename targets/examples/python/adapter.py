"""VmbServerChannelInitSetMmioMegabytes in Python, and the two methods that let the suite reach it."""
import json
import sys

SUCCESS, INVALID_PARAMETER, INVALID_PARAMETER_1 = 0, 0xC000000D, 0xC00000EF
MEGABYTE = 1 << 20
# A host reserves from the top of the guest's low physical space, with room for every slot at its largest.
WINDOW_BASE, WINDOW_SIZE = 1 << 40, 2 * 65535 * MEGABYTE


class Channel:
    """One server channel, from VmbChannelAllocate to VmbChannelCleanup."""

    def __init__(self, server):
        self.server = server
        self.state = "initialising"
        self.held = (0, 0)
        self.offered = None

    def set_mmio_megabytes(self, required, optional):
        if not self.server or self.state != "initialising":
            return INVALID_PARAMETER_1
        if required == 0 and optional == 0:
            return INVALID_PARAMETER
        self.held = (required, optional)
        return SUCCESS

    def enable(self):
        if not self.server or self.state not in ("initialising", "disabled"):
            return INVALID_PARAMETER_1
        self.state, self.offered = "offered", self.held
        return SUCCESS

    def disable(self):
        self.state, self.offered = "disabled", None


def pair(amounts):
    return {"mmioMegabytes": amounts[0], "mmioMegabytesOptional": amounts[1]}


def perform(channels, call):
    """Makes one call; `channels` holds what each slot is bound to, and a freed channel is bound to nothing."""
    kind, slot = call["kind"], call["channel"]
    if kind == "allocate":
        channels[slot] = Channel(call["endpoint"] == "server")
        return status(SUCCESS)
    channel = channels.get(slot)
    if kind == "setMmioMegabytes":
        if channel is None:
            return status(INVALID_PARAMETER_1)
        return status(channel.set_mmio_megabytes(call["mmioMegabytes"], call["mmioMegabytesOptional"]))
    if channel is None:
        return {}
    if kind == "enable":
        return status(channel.enable())
    if kind == "readReservation":
        return {"reservation": pair(channel.held)}
    if kind == "readOffer":
        return {"offer": channel.offered and pair(channel.offered)}
    if kind == "getMmioSpace":
        size = channel.offered[0] * MEGABYTE
        return {"space": {"address": hex(WINDOW_BASE + slot * WINDOW_SIZE), "size": hex(size)}}
    if kind == "disable":
        channel.disable()
    elif kind == "cleanup":
        del channels[slot]
    # What is left changes nothing here: start, pause, and the guest's open and close.
    return {}


# The protocol: one JSON text a line, a request in and its reply out.

CAPABILITIES = ["reservation", "offer", "mmio-space", "guest", "start-pause", "client-endpoint",
                "null-handle", "stale-handle", "forged-handle"]


def status(code):
    return {"status": f"0x{code:08x}"}


def answer(method, params):
    if method == "hello":
        return {"protocol": 1, "name": "python-example", "version": "1.0", "capabilities": CAPABILITIES}
    channels = {}
    return {"responses": [perform(channels, call) for call in params["calls"]]}


for line in sys.stdin:
    request = json.loads(line)
    reply = {"jsonrpc": "2.0", "id": request["id"]}
    if request["method"] not in ("hello", "run"):
        reply["error"] = {"code": -32601, "message": "the methods are hello and run"}
    else:
        try:
            reply["result"] = answer(request["method"], request.get("params"))
        except (KeyError, TypeError) as error:
            reply["error"] = {"code": -32602, "message": f"cannot decode: {error!r}"}
    print(json.dumps(reply), flush=True)
