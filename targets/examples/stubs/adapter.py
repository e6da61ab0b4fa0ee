"""The adapter between kmcl-conformance and your VMBus channels. TODO: call your function here, in each of the six places; all else
is done. A status is an NTSTATUS as an unsigned number; a handle is your own: what allocate gives comes back in the other calls."""
import json
import sys

CAPABILITIES = ["reservation"]  # What more can be claimed: kmcl-conformance list capabilities


class Todo(Exception):
    pass


def todo(*_given):
    raise Todo


# VmbChannelAllocate: return a status and a handle
def allocate(is_server):
    return todo(is_server)


# VmbServerChannelInitSetMmioMegabytes, the function under test: return a status
def set_mmio_megabytes(channel, mmio_megabytes, mmio_megabytes_optional):
    return todo(channel, mmio_megabytes, mmio_megabytes_optional)


# VmbChannelEnable: return a status
def enable(channel):
    return todo(channel)


# VmbChannelDisable
def disable(channel):
    return todo(channel)


# VmbChannelCleanup
def cleanup(channel):
    return todo(channel)


# A test hook: return the two amounts that the channel holds. Without one, do not claim reservation
def read_reservation(channel):
    return todo(channel)


# The protocol: one JSON text a line, a request in and its reply out.


def perform(channels, call):
    """Makes one call; `channels` has the handle of each slot, in this run; a NULL or forged one is None."""
    kind, slot = call["kind"], call["channel"]
    if kind == "allocate":
        code, channels[slot] = allocate(call["endpoint"] == "server")
        return status(code)
    channel = channels.get(slot)
    if kind == "setMmioMegabytes":
        return status(set_mmio_megabytes(channel, call["mmioMegabytes"], call["mmioMegabytesOptional"]))
    if kind == "enable":
        return status(enable(channel))
    if kind == "readReservation":
        mmio_megabytes, mmio_megabytes_optional = read_reservation(channel)
        return {"reservation": {"mmioMegabytes": mmio_megabytes, "mmioMegabytesOptional": mmio_megabytes_optional}}
    {"disable": disable, "cleanup": cleanup}[kind](channel)
    return {}


def status(code):
    return {"status": f"0x{code:08x}"}


def answer(method, params):
    if method == "hello":
        return {"result": {"protocol": 1, "name": "my-channel", "version": "1.0", "capabilities": CAPABILITIES}}
    if method != "run":
        return error(-32601, "the methods are hello and run")
    if not isinstance(params.get("calls"), list):
        return error(-32602, "no calls")
    channels, responses = {}, []
    try:
        for call in params["calls"]:
            responses.append(perform(channels, call))
    except Todo:
        return error(-32000, "TODO: call your function here", {"kind": "adapter-fault", "answered": len(responses)})
    return {"result": {"responses": responses}}


def error(code, message, data=None):
    return {"error": {"code": code, "message": message, "data": data}}


for line in sys.stdin:
    request = json.loads(line)
    reply = answer(request["method"], request.get("params", {}))
    print(json.dumps({"jsonrpc": "2.0", "id": request["id"], **reply}), flush=True)
