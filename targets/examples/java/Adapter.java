// VmbServerChannelInitSetMmioMegabytes in Java, and the two methods that let the suite reach it.
import java.io.*;
import java.nio.charset.StandardCharsets;
import java.util.*;
import java.util.regex.*;

public class Adapter {
    static final int SUCCESS = 0, INVALID_PARAMETER = 0xC000000D, INVALID_PARAMETER_1 = 0xC00000EF;

    enum Phase { INIT, OFFERED, DISABLED }

    record Amounts(int required, int optional) {
        static final Amounts NONE = new Amounts(0, 0);
    }

    /** What VmbChannelAllocate gives; a slot whose channel was cleaned up has none. */
    static final class Channel {
        final boolean server;
        Phase phase = Phase.INIT;
        Amounts held = Amounts.NONE;

        Channel(boolean server) {
            this.server = server;
        }

        int setMmioMegabytes(Amounts wanted) {
            if (!server || phase != Phase.INIT) return INVALID_PARAMETER_1;
            if (wanted.equals(Amounts.NONE)) return INVALID_PARAMETER;
            held = wanted;
            return SUCCESS;
        }
    }

    final Map<String, Channel> channels = new HashMap<>();

    String perform(Map<String, String> call) {
        String name = call.get("channel");
        Channel channel = channels.get(name);
        switch (call.get("kind")) {
            case "allocate":
                channels.put(name, new Channel("server".equals(call.get("endpoint"))));
                return status(SUCCESS);
            case "setMmioMegabytes":
                Amounts wanted = new Amounts(number(call, "mmioMegabytes"), number(call, "mmioMegabytesOptional"));
                return status(channel == null ? INVALID_PARAMETER_1 : channel.setMmioMegabytes(wanted));
            case "enable":
                channel.phase = Phase.OFFERED;
                return status(SUCCESS);
            case "disable":
                channel.phase = Phase.DISABLED;
                return "{}";
            case "cleanup":
                channels.remove(name);
                return "{}";
            case "readReservation":
                return "{\"reservation\":" + pair(channel.held) + "}";
            case "readOffer":
                // The reservation cannot change while the offer is out, so the offer needs no copy of it.
                return "{\"offer\":" + (channel.phase == Phase.OFFERED ? pair(channel.held) : "null") + "}";
            default:
                return "{}";
        }
    }

    // The protocol: one JSON text a line, a request in and its reply out.

    static final String HELLO = "{\"protocol\":1,\"name\":\"java-example\",\"version\":\"1.0\",\"capabilities\":[\"reservation\","
            + "\"offer\",\"guest\",\"start-pause\",\"client-endpoint\",\"null-handle\",\"stale-handle\",\"forged-handle\"]}";

    // The standard library reads no JSON; a call is flat, so its fields can be read one after the other.
    static final Pattern ID = Pattern.compile("\"id\"\\s*:\\s*(\\d+)");
    static final Pattern METHOD = Pattern.compile("\"method\"\\s*:\\s*\"(\\w+)\"");
    static final Pattern CALLS = Pattern.compile("\"calls\"\\s*:\\s*\\[");
    static final Pattern CALL = Pattern.compile("\\{([^{}\\[\\]]*)\\}");
    static final Pattern FIELD = Pattern.compile("\"(\\w+)\"\\s*:\\s*\"?([\\w-]+)\"?");

    static String status(int code) {
        return String.format("{\"status\":\"0x%08x\"}", code);
    }

    static String pair(Amounts amounts) {
        return "{\"mmioMegabytes\":" + amounts.required + ",\"mmioMegabytesOptional\":" + amounts.optional + "}";
    }

    static int number(Map<String, String> call, String name) {
        return Integer.parseInt(call.get(name));
    }

    static String answer(String line) {
        Matcher method = METHOD.matcher(line);
        if (method.find() && method.group(1).equals("hello")) return "\"result\":" + HELLO;
        Matcher calls = CALLS.matcher(line);
        if (!line.contains("\"run\"")) return "\"error\":{\"code\":-32601,\"message\":\"the methods are hello and run\"}";
        if (!calls.find()) return "\"error\":{\"code\":-32602,\"message\":\"no calls\"}";
        Adapter instance = new Adapter();
        StringJoiner responses = new StringJoiner(",", "[", "]");
        for (Matcher call = CALL.matcher(line.substring(calls.end(), line.indexOf(']', calls.end()))); call.find(); ) {
            Map<String, String> fields = new HashMap<>();
            for (Matcher field = FIELD.matcher(call.group(1)); field.find(); ) fields.put(field.group(1), field.group(2));
            responses.add(instance.perform(fields));
        }
        return "\"result\":{\"responses\":" + responses + "}";
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
