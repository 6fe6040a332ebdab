package io.github.dane4j.policy;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.regex.Pattern;

/** An IP address in text form, read without asking DNS. */
final class AddressLiteral {
    private static final Pattern IPV4 = Pattern.compile("(?:(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)(?:\\.(?!$)|$)){4}");

    /** Of these characters only; the JDK then parses the text, and does not take it for a name to look up. */
    private static final Pattern IPV6 = Pattern.compile("(?=[^:]*:)[0-9A-Fa-f:][0-9A-Fa-f:.]*");

    private AddressLiteral() {}

    /** The address that {@code text} denotes, with or without brackets; empty if it is not an address. */
    static List<InetAddress> parse(String text) {
        String bare = text.startsWith("[") && text.endsWith("]") ? text.substring(1, text.length() - 1) : text;
        bare = bare.regionMatches(true, 0, "IPv6:", 0, 5) ? bare.substring(5) : bare;
        if (!IPV4.matcher(bare).matches() && !IPV6.matcher(bare).matches()) {
            return List.of();
        }
        try {
            return List.of(InetAddress.getByName(bare));
        } catch (UnknownHostException e) {
            return List.of();
        }
    }
}
