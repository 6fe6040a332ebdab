package io.github.dane4j.cli.check;

import io.github.dane4j.DomainName;
import io.github.dane4j.Printable;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What is to be checked.
 *
 * @param name a domain, or a host if there is a port
 * @param port 1 to 65535; empty for a domain
 */
record Destination(DomainName name, OptionalInt port) {
    private static final Pattern HOST_AND_PORT = Pattern.compile("([^:]*):([0-9]{1,5})");
    private static final Pattern ADDRESS = Pattern.compile("[0-9A-Fa-f:.%\\[\\]]*");
    private static final int MAX_PORT = 65535;
    private static final int SHOWN = 100;

    /**
     * A domain, or a host with its port.
     *
     * @throws IllegalArgumentException if it is something else
     */
    static Destination of(String text) {
        if (text.contains("/")) {
            throw new IllegalArgumentException("expected a domain or HOST:PORT, found a URL or path: "
                    + Printable.clip(text, SHOWN) + "; write for example mx.example.org:25");
        }
        Matcher matcher = HOST_AND_PORT.matcher(text);
        if (!matcher.matches()) {
            if (text.indexOf(':') >= 0 && !ADDRESS.matcher(text).matches()) {
                throw new IllegalArgumentException("expected a domain or HOST:PORT with a port of 1 to " + MAX_PORT
                        + ", found " + Printable.clip(text, SHOWN));
            }
            return new Destination(DomainName.of(text), OptionalInt.empty());
        }
        int port = Integer.parseInt(matcher.group(2));
        if (port < 1 || port > MAX_PORT) {
            throw new IllegalArgumentException("a port is 1 to " + MAX_PORT + ", not " + port);
        }
        return new Destination(DomainName.of(matcher.group(1)), OptionalInt.of(port));
    }

    @Override
    public String toString() {
        return port.isPresent() ? name + ":" + port.getAsInt() : name.toString();
    }
}
