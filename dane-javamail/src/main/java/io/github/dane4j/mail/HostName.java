package io.github.dane4j.mail;

import io.github.dane4j.DomainName;
import io.github.dane4j.InvalidNameException;
import io.github.dane4j.Printable;
import io.github.dane4j.Reason;
import jakarta.mail.MessagingException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The host that an application names, as a DNS name or an address, or what is wrong with the text. */
final class HostName {
    /** RFC 6761 section 6.3: a name that is never looked up in DNS. It is this machine, which has no TLSA records. */
    private static final String LOCALHOST = "localhost";

    private static final String LOOPBACK = "127.0.0.1";

    private static final Pattern IPV4 = Pattern.compile("(?:(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)(?:\\.(?!$)|$)){4}");
    private static final Pattern IPV6 = Pattern.compile("(?=.*:.*:)[0-9A-Fa-f:][0-9A-Fa-f:.]*");
    private static final Pattern URL = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*:/+(?:[^/@]*@)?([^/?#]*).*");
    /** Must not appear in a log. */
    private static final Pattern CREDENTIALS = Pattern.compile("(?<=//)[^/@]*@");

    private static final Pattern WITH_PORT = Pattern.compile("([^:]+|\\[[^\\]]*\\]):(\\d{1,5})");
    private static final int MAX_TEXT = 200;

    private HostName() {}

    /**
     * The name in A-labels and lower case, or an address.
     *
     * @throws MessagingException if {@code text} is neither; it names the property that holds the text, if one does
     */
    static String normalised(ProtocolProperties properties, String text) throws MessagingException {
        if (isAddress(text)) {
            return text;
        }
        try {
            DomainName name = DomainName.of(text);
            if (name.equals(DomainName.ROOT)) {
                throw explained(properties, text, "it is the root of DNS");
            }
            return name.toString().equals(LOCALHOST) ? LOOPBACK : name.toString();
        } catch (InvalidNameException e) {
            // Not an address, even if the parser of names takes it for one.
            throw explained(
                    properties, text, e.reason() == Reason.INVALID_NAME ? e.getMessage() : "it looks like an address");
        }
    }

    /** Whether {@code text} is an IP address, in brackets or not. */
    static boolean isAddress(String text) {
        String bare = withoutBrackets(text);
        if (bare.indexOf(':') < 0) {
            return IPV4.matcher(bare).matches();
        }
        try {
            // No name contains a colon, so DNS is not asked.
            return IPV6.matcher(bare).matches() && InetAddress.getByName(bare) != null;
        } catch (UnknownHostException e) {
            return false;
        }
    }

    /** An address literal as the JDK reads addresses (RFC 5321 section 4.1.3); any other text as it is. */
    static String withoutBrackets(String text) {
        String bare = text.startsWith("[") && text.endsWith("]") ? text.substring(1, text.length() - 1) : text;
        return bare.regionMatches(true, 0, "IPv6:", 0, 5) ? bare.substring(5) : bare;
    }

    private static MessagingException explained(ProtocolProperties properties, String text, @Nullable String detail) {
        String shown = "\"" + Printable.clip(CREDENTIALS.matcher(text).replaceFirst("***@"), MAX_TEXT) + "\"";
        String source = source(properties, text);
        Matcher url = URL.matcher(text);
        if (url.matches()) {
            return new MessagingException(source + " is a URL, " + shown + advice(properties, url.group(1)));
        }
        if (WITH_PORT.matcher(text).matches()) {
            return new MessagingException(source + " has a port in it, " + shown + advice(properties, text));
        }
        return new MessagingException(
                source + " must be a host name or an IP address, but is " + shown + ": " + detail);
    }

    /** What to set instead; general advice if the specific one would be wrong too. */
    private static String advice(ProtocolProperties properties, String authority) {
        Matcher withPort = WITH_PORT.matcher(authority);
        String host = withPort.matches() ? withPort.group(1) : authority;
        if (!isHost(host)) {
            return ": set it to a host name alone";
        }
        return ": set " + properties.name("host") + " to " + host
                + (withPort.matches() ? " and " + properties.name("port") + " to " + withPort.group(2) : "");
    }

    private static boolean isHost(String text) {
        try {
            return !DomainName.of(text).equals(DomainName.ROOT);
        } catch (InvalidNameException e) {
            return isAddress(text);
        }
    }

    private static String source(ProtocolProperties properties, String text) {
        if (properties.text("host").equals(Optional.of(text))) {
            return properties.name("host");
        }
        return text.equals(properties.properties().getProperty("mail.host")) ? "mail.host" : "the host to connect to";
    }
}
