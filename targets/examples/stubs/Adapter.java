// The adapter between kmcl-conformance and your VMBus channels. TODO: call your function here, in each of the six places; all else
// is done by KmclTarget.java. A status is an NTSTATUS; a channel is your own handle.
import java.util.List;

public class Adapter extends KmclTarget {
    // What more can be claimed: kmcl-conformance list capabilities
    static final List<String> CAPABILITIES = List.of("reservation");

    // VmbChannelAllocate: gives a status and a channel.
    @Override public Allocated allocate(boolean isServer) {
        throw new Todo();
    }

    // VmbServerChannelInitSetMmioMegabytes, the function under test: gives a status.
    @Override public int setMmioMegabytes(Object channel, int mmioMegabytes, int mmioMegabytesOptional) {
        throw new Todo();
    }

    // VmbChannelEnable: gives a status.
    @Override public int enable(Object channel) {
        throw new Todo();
    }

    // VmbChannelDisable
    @Override public void disable(Object channel) {
        throw new Todo();
    }

    // VmbChannelCleanup
    @Override public void cleanup(Object channel) {
        throw new Todo();
    }

    // A test hook: gives the two amounts that the channel holds. Without one, do not claim reservation.
    @Override public Reservation readReservation(Object channel) {
        throw new Todo();
    }

    public static void main(String[] args) throws Exception {
        serve("my-channel", "1.0", CAPABILITIES, Adapter::new, args);
    }
}
