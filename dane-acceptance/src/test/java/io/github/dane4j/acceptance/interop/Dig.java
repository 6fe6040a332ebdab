package io.github.dane4j.acceptance.interop;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;

/** The program {@code dig}: what a name server says, without judging it. */
final class Dig {
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

    /** Whether the server answers for the zone. */
    boolean serves(String zone) {
        return ask(zone, "SOA").contains("status: NOERROR");
    }
}
