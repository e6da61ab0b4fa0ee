// The adapter between kmcl-conformance and your VMBus channels. TODO: call your function here, in each of the six places; all else
// is done. A status is an NTSTATUS; a handle is your own: what allocate gives comes back in the other calls.
import java.io.*;
import java.nio.charset.StandardCharsets;
import java.util.*;
import java.util.regex.*;

public class Adapter {
    // What more can be claimed: kmcl-conformance list capabilities
    static final String CAPABILITIES = "[\"reservation\"]";

    static final class Todo extends RuntimeException {}

    record Allocated(int status, Object channel) {}

    record Reservation(int mmioMegabytes, int mmioMegabytesOptional) {}

    // VmbChannelAllocate: gives a status and a handle.
    static Allocated allocate(boolean isServer) {
        throw new Todo();
    }

    // VmbServerChannelInitSetMmioMegabytes, the function under test: gives a status.
    static int setMmioMegabytes(Object channel, int mmioMegabytes, int mmioMegabytesOptional) {
        throw new Todo();
    }

    // VmbChannelEnable: gives a status.
    static int enable(Object channel) {
        throw new Todo();
    }

    // VmbChannelDisable
    static void disable(Object channel) {
        throw new Todo();
    }

    // VmbChannelCleanup
    static void cleanup(Object channel) {
        throw new Todo();
    }

    // A test hook: gives the two amounts that the channel holds. Without one, do not claim reservation.
    static Reservation readReservation(Object channel) {
        throw new Todo();
    }

    // The protocol: one JSON text a line, a request in and its reply out.

    // The standard library reads no JSON; a call is flat, so its fields can be read one after the other.
    static final Pattern ID = Pattern.compile("\"id\"\\s*:\\s*(\\d+)");
    static final Pattern METHOD = Pattern.compile("\"method\"\\s*:\\s*\"([\\w-]+)\"");
    static final Pattern CALLS = Pattern.compile("\"calls\"\\s*:\\s*\\[");
    static final Pattern CALL = Pattern.compile("\\{([^{}\\[\\]]*)\\}");
    static final Pattern FIELD = Pattern.compile("\"(\\w+)\"\\s*:\\s*\"?([\\w-]+)\"?");

    static String status(int code) {
        return String.format("{\"status\":\"0x%08x\"}", code);
    }

    // Makes one call; `channels` has the handle of each slot, in this run.
    static String perform(Map<String, Object> channels, Map<String, String> call) {
        String slot = call.get("channel");
        Object channel = channels.get(slot);
        switch (call.get("kind")) {
            case "allocate":
                Allocated allocated = allocate("server".equals(call.get("endpoint")));
                channels.put(slot, allocated.channel);
                return status(allocated.status);
            case "setMmioMegabytes":
                return status(setMmioMegabytes(channel, Integer.parseInt(call.get("mmioMegabytes")),
                        Integer.parseInt(call.get("mmioMegabytesOptional"))));
            case "enable":
                return status(enable(channel));
            case "readReservation":
                Reservation held = readReservation(channel);
                return String.format("{\"reservation\":{\"mmioMegabytes\":%d,\"mmioMegabytesOptional\":%d}}",
                        held.mmioMegabytes, held.mmioMegabytesOptional);
            case "disable":
                disable(channel);
                return "{}";
            case "cleanup":
                cleanup(channel);
                return "{}";
            default:
                throw new IllegalStateException(call.get("kind") + " needs a capability that is not claimed");
        }
    }

    static String run(String calls) {
        Map<String, Object> channels = new HashMap<>();
        List<String> responses = new ArrayList<>();
        try {
            for (Matcher call = CALL.matcher(calls); call.find(); ) {
                Map<String, String> fields = new HashMap<>();
                for (Matcher field = FIELD.matcher(call.group(1)); field.find(); ) fields.put(field.group(1), field.group(2));
                responses.add(perform(channels, fields));
            }
        } catch (Todo todo) {
            return String.format("\"error\":{\"code\":-32000,\"message\":\"TODO: call your function here\","
                    + "\"data\":{\"kind\":\"adapter-fault\",\"answered\":%d}}", responses.size());
        }
        return "\"result\":{\"responses\":[" + String.join(",", responses) + "]}";
    }

    static String answer(String line) {
        Matcher method = METHOD.matcher(line), calls = CALLS.matcher(line);
        String name = method.find() ? method.group(1) : "";
        if (name.equals("hello")) {
            return "\"result\":{\"protocol\":1,\"name\":\"my-channel\",\"version\":\"1.0\",\"capabilities\":" + CAPABILITIES + "}";
        }
        if (!name.equals("run")) return "\"error\":{\"code\":-32601,\"message\":\"the methods are hello and run\"}";
        return calls.find() ? run(line.substring(calls.end(), line.indexOf(']', calls.end()))) : "\"error\":{\"code\":-32602,\"message\":\"no calls\"}";
    }

    public static void main(String[] args) throws IOException {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line; (line = in.readLine()) != null; ) {
            Matcher id = ID.matcher(line);
            System.out.println("{\"jsonrpc\":\"2.0\",\"id\":" + (id.find() ? id.group(1) : "null") + "," + answer(line) + "}");
            System.out.flush();
        }
    }
}
