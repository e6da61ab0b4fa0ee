// VmbServerChannelInitSetMmioMegabytes in Java, on the kit in targets/kits/java.
import java.util.List;

public class Adapter extends KmclTarget {
    static final int SUCCESS = 0, INVALID_PARAMETER = 0xC000000D, INVALID_PARAMETER_1 = 0xC00000EF;
    static final Reservation NONE = new Reservation(0, 0);

    enum Phase { INIT, OFFERED, DISABLED, FREED }

    static final class Channel {
        final boolean isServer;
        Phase phase = Phase.INIT;
        Reservation held = NONE;

        Channel(boolean isServer) { this.isServer = isServer; }
    }

    @Override public Allocated allocate(boolean isServer) { return new Allocated(SUCCESS, new Channel(isServer)); }

    @Override public int setMmioMegabytes(Object handle, int required, int optional) {
        Reservation wanted = new Reservation(required, optional);
        if (!(handle instanceof Channel channel) || !channel.isServer || channel.phase != Phase.INIT) return INVALID_PARAMETER_1;
        if (wanted.equals(NONE)) return INVALID_PARAMETER;
        channel.held = wanted;
        return SUCCESS;
    }

    @Override public int enable(Object handle) {
        ((Channel) handle).phase = Phase.OFFERED;
        return SUCCESS;
    }

    @Override public void disable(Object handle) { ((Channel) handle).phase = Phase.DISABLED; }
    @Override public void cleanup(Object handle) { ((Channel) handle).phase = Phase.FREED; }

    // What the guest does, and pauses, concern nothing that is modelled here.
    @Override public void start(Object handle) {}
    @Override public void pause(Object handle) {}
    @Override public void guestOpen(Object handle) {}
    @Override public void guestClose(Object handle) {}

    @Override public Reservation readReservation(Object handle) { return ((Channel) handle).held; }

    @Override public Offer readOffer(Object handle) {
        // The reservation cannot change while the offer is out, so the offer needs no copy of it.
        Channel channel = (Channel) handle;
        if (channel.phase != Phase.OFFERED) return null;
        return new Offer(channel.held.mmioMegabytes(), channel.held.mmioMegabytesOptional(), null);
    }

    public static void main(String[] args) throws Exception {
        serve("java-example", "1.0", List.of("reservation", "offer", "guest", "start-pause", "client-endpoint",
                "null-handle", "stale-handle", "forged-handle"), Adapter::new, args);
    }
}
