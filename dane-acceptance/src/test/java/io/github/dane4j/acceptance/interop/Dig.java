package io.github.dane4j.acceptance.interop;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** The program {@code dig}: what a name server says, without judging it. */
final class Dig {
    private static final Pattern AUTHENTIC_DATA = Pattern.compile("flags:[^;]* ad[ ;]");

    private final InetSocketAddress server;

    private Dig(InetSocketAddress server) {
        this.server = server;
    }

    static Dig at(InetSocketAddress server) {
        return new Dig(server);
    }

    /** The whole reply with DNSSEC records, or the complaint that there was none. */
    String ask(String name, String type, String... options) {
        List<String> arguments = new ArrayList<>(List.of(
                "@" + server.getAddress().getHostAddress(),
                "-p",
                Integer.toString(server.getPort()),
                "+dnssec",
                "+time=2",
                "+tries=1"));
        arguments.addAll(List.of(options));
        arguments.addAll(List.of(name, type));
        return Command.attempt("", Program.DIG, arguments.toArray(String[]::new))
                .output();
    }

    /** What a resolver that validates says, in the words of {@link Delv#outcome}. */
    String outcome(String name, String type, String... options) {
        String reply = ask(name, type, options);
        // A client that cannot read the reply has none.
        if (!reply.contains("->>HEADER<<-") || reply.contains("malformed message")) {
            return "failure";
        }
        boolean nameError = reply.contains("status: NXDOMAIN");
        if (!nameError && !reply.contains("status: NOERROR")) {
            return "failure";
        }
        boolean found = Pattern.compile("^[^;].*\\sIN\\s+" + type + "\\s", Pattern.MULTILINE)
                .matcher(reply)
                .find();
        boolean secure = AUTHENTIC_DATA.matcher(reply).find();
        return (secure ? "secure " : "insecure ") + (nameError ? "nxdomain" : found ? "data" : "nodata");
    }

    /** Whether the server answers for the zone. */
    boolean serves(String zone) {
        return ask(zone, "SOA").contains("status: NOERROR");
    }
}
