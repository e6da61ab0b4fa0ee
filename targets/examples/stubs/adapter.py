"""The adapter between kmcl-conformance and your VMBus channels. TODO: call your function here, in each of the six places; all else
is done by kmcl_target.py. A status is an NTSTATUS as an unsigned number; a channel is your own handle."""
import kmcl_target
from kmcl_target import Todo


class MyBus(kmcl_target.Bus):
    """The channels of one run."""

    name, version = "my-channel", "1.0"
    capabilities = ["reservation"]  # What more can be claimed: kmcl-conformance list capabilities

    # VmbChannelAllocate: return a status and a channel
    def allocate(self, is_server):
        raise Todo

    # VmbServerChannelInitSetMmioMegabytes, the function under test: return a status
    def set_mmio_megabytes(self, channel, mmio_megabytes, mmio_megabytes_optional):
        raise Todo

    # VmbChannelEnable: return a status
    def enable(self, channel):
        raise Todo

    # VmbChannelDisable
    def disable(self, channel):
        raise Todo

    # VmbChannelCleanup
    def cleanup(self, channel):
        raise Todo

    # A test hook: return the two amounts that the channel holds. Without one, do not claim reservation
    def read_reservation(self, channel):
        raise Todo


kmcl_target.serve(MyBus)
