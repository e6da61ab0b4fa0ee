import java.io.*;
import java.net.*;
import java.nio.charset.StandardCharsets;
import java.util.*;
import java.util.function.Supplier;
import java.util.regex.*;

/**
 * The remote contract of kmcl-conformance, so that only the implementation is left to write: a subclass, of which a fresh instance is
 * made for each run.
 *
 * <pre>public static void main(String[] args) { KmclTarget.serve("mine", "1.0", List.of("reservation"), MyBus::new, args); }</pre>
 *
 * A status is an NTSTATUS. A channel is what {@link #allocate} gave, also after {@link #cleanup}, when it is a stale handle. The program
 * speaks on standard input and output, and what anybody prints goes to standard error; with {@code --listen HOST:PORT} it is a TCP server.
 */
public abstract class KmclTarget {
    /** The handle that never was a channel, where forged-handle is claimed; a NULL handle is null. */
    public static final Object FORGED = new Object();
    private static final Object REFUSED = new Object();

    /** Thrown where the user's function is not called yet: no answer, and told as such. */
    public static final class Todo extends RuntimeException {}

    public record Allocated(int status, Object channel) {}

    public record Reservation(int mmioMegabytes, int mmioMegabytesOptional) {
        String json() {
            return String.format("{\"mmioMegabytes\":%d,\"mmioMegabytesOptional\":%d}", mmioMegabytes, mmioMegabytesOptional);
        }
    }

    /** What the guest was offered; {@code bytes} is the message where offer-bytes is claimed, or null. */
    public record Offer(int mmioMegabytes, int mmioMegabytesOptional, byte[] bytes) {
        String json() {
            String pair = new Reservation(mmioMegabytes, mmioMegabytesOptional).json();
            if (bytes == null) return pair;
            return pair.replace("}", ",\"bytes\":\"" + HexFormat.of().formatHex(bytes) + "\"}");
        }
    }

    /** In bytes. */
    public record Space(long address, long size) {}

    // What is not claimed is not called.
    public Allocated allocate(boolean isServer) { throw new Todo(); }
    /** The function under test. */
    public int setMmioMegabytes(Object channel, int mmioMegabytes, int mmioMegabytesOptional) { throw new Todo(); }
    public int enable(Object channel) { throw new Todo(); }
    public void disable(Object channel) { throw new Todo(); }
    public void cleanup(Object channel) { throw new Todo(); }
    public void start(Object channel) { throw new Todo(); }
    public void pause(Object channel) { throw new Todo(); }
    public void guestOpen(Object channel) { throw new Todo(); }
    public void guestClose(Object channel) { throw new Todo(); }
    public Reservation readReservation(Object channel) { throw new Todo(); }
    /** Null without a live offer. */
    public Offer readOffer(Object channel) { throw new Todo(); }
    public Space getMmioSpace(Object channel) { throw new Todo(); }

    /** Answers what is asked of a channel whose allocation was refused; none of it is judged. */
    private static final KmclTarget NOTHING = new KmclTarget() {
        @Override public int setMmioMegabytes(Object channel, int required, int optional) { return 0xC00000EF; }
        @Override public int enable(Object channel) { return 0xC00000EF; }
        @Override public void disable(Object channel) {}
        @Override public void cleanup(Object channel) {}
        @Override public void start(Object channel) {}
        @Override public void pause(Object channel) {}
        @Override public void guestOpen(Object channel) {}
        @Override public void guestClose(Object channel) {}
        @Override public Reservation readReservation(Object channel) { return new Reservation(0, 0); }
        @Override public Offer readOffer(Object channel) { return null; }
        @Override public Space getMmioSpace(Object channel) { return new Space(0, 0); }
    };

    // The standard library reads no JSON; a call is flat, so its fields can be read one after the other.
    private static final String SLOT = "\"(?:null|forged)\"|1[0-5]|\\d";
    private static final Pattern ID = Pattern.compile("\"id\"\\s*:\\s*(-?[\\d.eE+-]+|\"(?:[^\"\\\\]|\\\\.)*\")");
    private static final Pattern METHOD = Pattern.compile("\"method\"\\s*:\\s*\"([^\"]*)\"");
    private static final Pattern CALLS = Pattern.compile("\"calls\"\\s*:\\s*\\[");
    private static final Pattern CALL = Pattern.compile("\\{([^{}]*)\\}");
    private static final Pattern FIELD = Pattern.compile("\"(\\w+)\"\\s*:\\s*(\"[^\"]*\"|[^\\s,\"]+)");
    private static final Set<String> KINDS = Set.of("enable", "disable", "cleanup", "start", "pause", "guestOpen", "guestClose",
            "readReservation", "readOffer", "getMmioSpace");

    private record Call(String kind, String slot, String endpoint, int required, int optional) {
        static Call of(String text) {
            Map<String, String> fields = new HashMap<>();
            for (Matcher field = FIELD.matcher(text); field.find(); ) fields.put(field.group(1), field.group(2));
            String kind = fields.getOrDefault("kind", "").replace("\"", ""), slot = fields.getOrDefault("channel", "");
            String endpoint = fields.getOrDefault("endpoint", "");
            boolean isSet = kind.equals("setMmioMegabytes"), isAllocate = kind.equals("allocate");
            boolean isSlot = slot.matches(SLOT) && (isSet || !slot.startsWith("\""));
            if (!isSlot || !isSet && !isAllocate && !KINDS.contains(kind) || isAllocate && !endpoint.matches("\"(server|client)\"")) {
                throw new IllegalArgumentException("no call: " + text);
            }
            return new Call(kind, slot, endpoint, isSet ? amount(fields, "mmioMegabytes") : 0, isSet ? amount(fields, "mmioMegabytesOptional") : 0);
        }

        private static int amount(Map<String, String> fields, String name) {
            int amount = Integer.parseInt(fields.getOrDefault(name, ""));
            if (amount < 0 || amount > 0xFFFF) throw new IllegalArgumentException(name + " is no UINT16: " + amount);
            return amount;
        }
    }

    private static String told(int status) {
        return String.format("{\"status\":\"0x%08x\"}", status);
    }

    private String perform(Map<String, Object> slots, Call call) {
        Object channel = slots.get(call.slot);
        if (call.kind.equals("allocate")) {
            Allocated allocated = allocate(call.endpoint.equals("\"server\""));
            slots.put(call.slot, allocated.status < 0 ? REFUSED : allocated.channel);
            return told(allocated.status);
        }
        KmclTarget bus = channel == REFUSED ? NOTHING : this;
        switch (call.kind) {
            case "setMmioMegabytes": return told(bus.setMmioMegabytes(channel, call.required, call.optional));
            case "enable": return told(bus.enable(channel));
            case "disable": bus.disable(channel); break;
            case "cleanup": bus.cleanup(channel); break;
            case "start": bus.start(channel); break;
            case "pause": bus.pause(channel); break;
            case "guestOpen": bus.guestOpen(channel); break;
            case "guestClose": bus.guestClose(channel); break;
            case "readReservation": return "{\"reservation\":" + bus.readReservation(channel).json() + "}";
            case "readOffer":
                Offer offer = bus.readOffer(channel);
                return "{\"offer\":" + (offer == null ? "null" : offer.json()) + "}";
            default:
                Space space = bus.getMmioSpace(channel);
                return String.format("{\"space\":{\"address\":\"0x%x\",\"size\":\"0x%x\"}}", space.address, space.size);
        }
        return "{}";
    }

    private static String quoted(String text) {
        StringBuilder json = new StringBuilder("\"");
        for (char c : text.toCharArray()) json.append(c < ' ' || c == '"' || c == '\\' ? String.format("\\u%04x", (int) c) : c);
        return json.append('"').toString();
    }

    private static String error(int code, String message, String data) {
        return String.format("\"error\":{\"code\":%d,\"message\":%s%s}", code, quoted(message), data);
    }

    private static String run(Supplier<? extends KmclTarget> make, List<Call> calls) {
        Map<String, Object> slots = new HashMap<>();
        slots.put("\"forged\"", FORGED);
        List<String> responses = new ArrayList<>();
        String data = ",\"data\":{\"kind\":\"%s\",\"answered\":%d}";
        try {
            KmclTarget bus = make.get();
            for (Call call : calls) responses.add(bus.perform(slots, call));
        } catch (Todo todo) {
            return error(-32000, "TODO: call your function here", String.format(data, "adapter-fault", responses.size()));
        } catch (Throwable problem) {
            problem.printStackTrace();
            return error(-32000, problem.toString(), String.format(data, "crash", responses.size()));
        }
        return "\"result\":{\"responses\":[" + String.join(",", responses) + "]}";
    }

    private static String answer(String about, Supplier<? extends KmclTarget> make, String line) {
        Matcher method = METHOD.matcher(line), calls = CALLS.matcher(line);
        String name = method.find() ? method.group(1) : "";
        if (name.equals("hello")) return about;
        if (!name.equals("run")) return error(-32601, "the methods are hello and run", "");
        int end = calls.find() ? line.indexOf(']', calls.end()) : -1;
        String list = end < 0 ? "none" : line.substring(calls.end(), end);
        if (!CALL.matcher(list).replaceAll("").matches("[\\s,]*")) return error(-32602, "cannot decode: no list of calls", "");
        try {
            return run(make, CALL.matcher(list).results().map(call -> Call.of(call.group(1))).toList());
        } catch (IllegalArgumentException problem) {
            return error(-32602, "cannot decode: " + problem.getMessage(), "");
        }
    }

    private static void converse(String about, Supplier<? extends KmclTarget> make, InputStream source, OutputStream sink) throws IOException {
        BufferedReader in = new BufferedReader(new InputStreamReader(source, StandardCharsets.UTF_8));
        for (String line; (line = in.readLine()) != null; ) {
            if (line.isBlank()) continue;
            Matcher id = ID.matcher(line);
            String reply = "{\"jsonrpc\":\"2.0\",\"id\":" + (id.find() ? id.group(1) : "null") + "," + answer(about, make, line) + "}\n";
            sink.write(reply.getBytes(StandardCharsets.UTF_8));
            sink.flush();
        }
    }

    public static int roomMegabytes; // Of the guest's window for all channels together, where it is less than mmio-space claims.

    /** Answers hello and run until the other side is gone. */
    public static void serve(String name, String version, List<String> capabilities, Supplier<? extends KmclTarget> make, String[] args)
            throws IOException {
        String claimed = "[" + String.join(",", capabilities.stream().map(KmclTarget::quoted).toList()) + "]";
        String room = roomMegabytes > 0 ? ",\"roomMegabytes\":" + roomMegabytes : "", named = quoted(name) + ",\"version\":" + quoted(version);
        String about = "\"result\":{\"protocol\":1,\"name\":" + named + ",\"capabilities\":" + claimed + room + "}";
        if (args.length == 0) {
            OutputStream protocol = new BufferedOutputStream(new FileOutputStream(FileDescriptor.out));
            System.setOut(System.err);
            converse(about, make, System.in, protocol);
            return;
        }
        if (args.length != 2 || !args[0].equals("--listen")) throw new IllegalArgumentException("the one flag is --listen HOST:PORT");
        URI address = URI.create("tcp://" + args[1]);
        try (ServerSocket server = new ServerSocket(address.getPort(), 50, InetAddress.getByName(address.getHost()))) {
            System.err.println("listening on " + server.getLocalSocketAddress());
            for (;;) {
                Socket socket = server.accept();
                socket.setTcpNoDelay(true);
                new Thread(() -> {
                    try (socket) { converse(about, make, socket.getInputStream(), new BufferedOutputStream(socket.getOutputStream())); }
                    catch (IOException gone) { System.err.println("connection lost: " + gone.getMessage()); }
                }).start();
            }
        }
    }
}
