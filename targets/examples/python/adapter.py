"""VmbServerChannelInitSetMmioMegabytes in Python, on the kit in targets/kits/python."""
import os
import sys

sys.path.append(os.path.join(os.path.dirname(__file__), "../../kits/python"))
import kmcl_target

SUCCESS, INVALID_PARAMETER, INVALID_PARAMETER_1 = 0, 0xC000000D, 0xC00000EF
MEGABYTE = 1 << 20
# A host reserves from the top of the guest's low physical space, with room for every channel at its largest.
WINDOW_BASE, WINDOW_SIZE = 1 << 40, 2 * 65535 * MEGABYTE


class Channel:
    def __init__(self, is_server, window):
        self.is_server, self.window = is_server, window
        self.state, self.held, self.offered = "initialising", (0, 0), None


class Bus(kmcl_target.Bus):
    name, version = "python-example", "1.0"
    capabilities = ["reservation", "offer", "mmio-space", "guest", "start-pause", "client-endpoint",
                    "null-handle", "stale-handle", "forged-handle"]
    allocated = 0

    def allocate(self, is_server):
        self.allocated += 1
        return SUCCESS, Channel(is_server, WINDOW_BASE + self.allocated * WINDOW_SIZE)

    def set_mmio_megabytes(self, channel, required, optional):
        if not isinstance(channel, Channel) or not channel.is_server or channel.state != "initialising":
            return INVALID_PARAMETER_1
        if required == 0 and optional == 0:
            return INVALID_PARAMETER
        channel.held = (required, optional)
        return SUCCESS

    def enable(self, channel):
        channel.state, channel.offered = "offered", channel.held
        return SUCCESS

    def disable(self, channel):
        channel.state, channel.offered = "disabled", None

    def cleanup(self, channel):
        channel.state = "freed"

    def no_matter(self, channel):
        """Changes nothing of this."""

    start = pause = guest_open = guest_close = no_matter

    def read_reservation(self, channel):
        return channel.held

    def read_offer(self, channel):
        return channel.offered

    def get_mmio_space(self, channel):
        return channel.window, channel.offered[0] * MEGABYTE


kmcl_target.serve(Bus)
