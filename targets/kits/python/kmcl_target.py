"""The remote contract of kmcl-conformance, so that only the implementation is left to write: a class with the methods of `Bus`.

    import kmcl_target

    class MyBus(kmcl_target.Bus):
        name, version, capabilities = "mine", "1.0", ["reservation"]

        def allocate(self, is_server):
            return 0, MyChannel(is_server)
        ...

    kmcl_target.serve(MyBus)

A status is an NTSTATUS as an unsigned number; a channel is what `allocate` gave, also after `cleanup`, when it is a stale handle.
Started without arguments, the program speaks on standard input and output, and what anybody prints goes to standard error. With
`--listen HOST:PORT` it is a TCP server; with `--fork` each run has a process of its own, so that a crash costs that run alone.
"""
import argparse
import json
import os
import sys
import traceback

FORGED = object()
"""The handle that never was a channel, where `forged-handle` is claimed; a NULL handle is None."""
LINE_MAX = 1 << 20
_REFUSED = object()
_FAILURE = 0x80000000
_NO_CHANNEL = 0xC00000EF


class Todo(Exception):
    """Raised where the user's function is not called yet: no answer, and told as such."""


class _Undecodable(Exception):
    pass


def _todo(*_):
    raise Todo


class Bus:
    """The channels of one run: a fresh one is made for each. What is not claimed is not called."""

    name, version, capabilities = "my-channel", "1.0", []
    room_megabytes = None  # of the guest's window for all channels together, where it is less than mmio-space claims
    allocate = _todo  # (is_server): VmbChannelAllocate; gives a status and a channel
    set_mmio_megabytes = _todo  # (channel, mmio_megabytes, mmio_megabytes_optional): the function under test; gives a status
    enable = _todo  # (channel): VmbChannelEnable; gives a status
    disable = cleanup = start = pause = guest_open = guest_close = _todo  # (channel)
    read_reservation = _todo  # (channel): gives the two amounts that it holds, in megabytes
    read_offer = _todo  # (channel): gives the two amounts as offered, and the message's bytes if those are claimed; None without an offer
    get_mmio_space = _todo  # (channel): VmbChannelGetMmioSpace; gives address and size in bytes


def _status(code):
    return {"status": f"0x{code & 0xFFFFFFFF:08x}"}


def _pair(amounts):
    return {"mmioMegabytes": amounts[0], "mmioMegabytesOptional": amounts[1]}


def _offer(offer):
    return {"offer": offer and {**_pair(offer), **({"bytes": bytes(offer[2]).hex()} if len(offer) > 2 else {})}}


# By kind of call: the method, how what it gives is told, and what is told of a slot whose allocation was refused.
_METHODS = {
    "setMmioMegabytes": ("set_mmio_megabytes", _status, _NO_CHANNEL),
    "enable": ("enable", _status, _NO_CHANNEL),
    **{kind: (kind, lambda _: {}, None) for kind in ("disable", "cleanup", "start", "pause")},
    "guestOpen": ("guest_open", lambda _: {}, None),
    "guestClose": ("guest_close", lambda _: {}, None),
    "readReservation": ("read_reservation", lambda held: {"reservation": _pair(held)}, (0, 0)),
    "readOffer": ("read_offer", _offer, None),
    "getMmioSpace": ("get_mmio_space", lambda space: {"space": {"address": hex(space[0]), "size": hex(space[1])}}, (0, 0)),
}


def _check(calls):
    """Before anything is called: what cannot be decoded is refused as a whole."""
    if not isinstance(calls, list):
        raise _Undecodable("params.calls is no list")
    for call in calls:
        kind, slot = call["kind"], call["channel"]
        is_set = kind == "setMmioMegabytes"
        is_slot = type(slot) is int and 0 <= slot < 16 or is_set and slot in ("null", "forged")
        amounts = [call["mmioMegabytes"], call["mmioMegabytesOptional"]] if is_set else []
        is_known = kind in _METHODS or kind == "allocate" and call["endpoint"] in ("server", "client")
        if not is_slot or not is_known or not all(type(one) is int and 0 <= one <= 0xFFFF for one in amounts):
            raise _Undecodable(f"no call: {call!r:.200}")


def _responses(bus, calls):
    slots = {"null": None, "forged": FORGED}
    for call in calls:
        kind, slot = call["kind"], call["channel"]
        if kind == "allocate":
            code, channel = bus.allocate(call["endpoint"] == "server")
            slots[slot] = _REFUSED if code & _FAILURE else channel
            yield _status(code)
            continue
        method, told, refused = _METHODS[kind]
        amounts = [call["mmioMegabytes"], call["mmioMegabytesOptional"]] if kind == "setMmioMegabytes" else []
        channel = slots[slot]
        yield told(refused if channel is _REFUSED else getattr(bus, method)(channel, *amounts))


def _error(code, message, **data):
    return {"error": {"code": code, "message": message, **({"data": data} if data else {})}}


def _run(make, calls, count=lambda: None):
    responses = []
    try:
        for response in _responses(make(), calls):
            responses.append(response)
            count()
    except Todo:
        return _error(-32000, "TODO: call your function here", kind="adapter-fault", answered=len(responses))
    except Exception as problem:
        traceback.print_exc()
        return _error(-32000, f"{type(problem).__name__}: {problem}", kind="crash", answered=len(responses))
    return {"result": {"responses": responses}}


def _run_forked(make, calls):
    """A dot for each response as it comes, and then the reply, so that what was answered is known of a process that died."""
    ours, theirs = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(ours)
        with os.fdopen(theirs, "wb", 0) as pipe:
            pipe.write(json.dumps(_run(make, calls, lambda: pipe.write(b"."))).encode())
        os._exit(0)
    os.close(theirs)
    with os.fdopen(ours, "rb") as pipe:
        told = pipe.read()
    _, end = os.waitpid(child, 0)
    reply = told.lstrip(b".")
    if reply:
        return json.loads(reply)
    how = f"signal {end & 127}" if end & 127 else f"exit code {end >> 8}"
    return _error(-32000, f"the run ended with {how}", kind="crash", answered=len(told))


def _reply(make, line, is_forked):
    request = {}
    try:
        request = json.loads(line)
        method, params = request["method"], request.get("params") or {}
        if method == "hello":
            about = {"name": make.name, "version": make.version, "capabilities": list(make.capabilities)}
            room = getattr(make, "room_megabytes", None)
            answer = {"result": {"protocol": 1, **about, **({} if room is None else {"roomMegabytes": room})}}
        elif method == "run":
            _check(params.get("calls"))
            answer = (_run_forked if is_forked else _run)(make, params["calls"])
        else:
            answer = _error(-32601, "the methods are hello and run")
    except (_Undecodable, ValueError, RecursionError, KeyError, TypeError, AttributeError) as problem:
        answer = _error(-32602, f"cannot decode: {problem!r:.200}")
    return json.dumps({"jsonrpc": "2.0", "id": request.get("id") if isinstance(request, dict) else None, **answer}) + "\n"


def _converse(make, source, sink, is_forked):
    while line := source.readline(LINE_MAX + 1):
        if line.strip():
            sink.write(_reply(make, line, is_forked).encode())
            sink.flush()


def serve(make):
    """Answers `hello` and `run` until the other side is gone. `make`: the class, or what makes one and has its three attributes."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--listen", metavar="HOST:PORT")
    parser.add_argument("--fork", action="store_true", help="a process for each run")
    flags = parser.parse_args()
    if flags.listen is None:
        protocol = os.fdopen(os.dup(1), "wb")
        os.dup2(2, 1)
        _converse(make, sys.stdin.buffer, protocol, flags.fork)
        return
    import socketserver  # Takes its time to load, and mostly nobody needs it.
    host, _, port = flags.listen.rpartition(":")

    class Connection(socketserver.StreamRequestHandler):
        disable_nagle_algorithm = True

        def handle(self):
            _converse(make, self.rfile, self.wfile, flags.fork)

    class Server(socketserver.ThreadingTCPServer):
        allow_reuse_address = daemon_threads = True

    with Server((host, int(port)), Connection) as server:
        print("listening on {}:{}".format(*server.server_address[:2]), file=sys.stderr, flush=True)
        server.serve_forever()
