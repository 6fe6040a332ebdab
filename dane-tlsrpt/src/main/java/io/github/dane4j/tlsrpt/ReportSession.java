package io.github.dane4j.tlsrpt;

import jakarta.mail.NoSuchProviderException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Checks that a mail session is suitable for reports, which must arrive despite any TLS failure and are not reported on
 * themselves (RFC 8460 section 3).
 */
final class ReportSession {
    /** By name, because without {@code dane-javamail} there is no such class, and no such transport. */
    private static final String BY_MX = "io.github.dane4j.mail.MxTransport";

    private static final String NONE = "none";

    private final Session session;
    private final String prefix;

    private ReportSession(Session session, String protocol) {
        this.session = session;
        this.prefix = "mail." + protocol + ".";
    }

    /**
     * Checks the properties of the protocol that reports would be sent over.
     *
     * @param address any address; the protocol depends only on its type
     * @throws IllegalArgumentException that names the property and its required value
     */
    static void check(Session session, String address) {
        Transport transport;
        try {
            transport = session.getTransport(new InternetAddress(address));
        } catch (NoSuchProviderException | AddressException e) {
            throw new IllegalArgumentException("the session cannot send reports: " + e.getMessage(), e);
        }
        ReportSession checked =
                new ReportSession(session, transport.getURLName().getProtocol());
        checked.refuse(
                "dane.sessions", "RFC 8460 section 3 leaves the session of a report out of the next report; remove it");
        if (transport.getClass().getName().equals(BY_MX)) {
            checked.checkByMx();
        }
    }

    private void checkByMx() {
        Optional<String> mode = text("dane");
        if (mode.filter(NONE::equals).isEmpty()) {
            throw unfit(
                    "dane",
                    mode.map(each -> "is \"" + each + "\"").orElse("is not set")
                            + ": reports must arrive even where DANE would hold mail back (RFC 8460 section 5.3.1), so it must be none");
        }
        if (text("dane.mtasts").filter(each -> !each.equals(NONE)).isPresent()) {
            throw unfit("dane.mtasts", "would hold reports back (RFC 8460 section 5.3.1); remove it");
        }
        refuse("dane.policyfile", "may demand DANE of a destination; remove it");
        refuse("dane.policy", "may demand DANE of a destination; remove it");
        session.getProperties().stringPropertyNames().stream()
                .filter(name -> name.startsWith(prefix + "dane.policy."))
                .findFirst()
                .ifPresent(name -> {
                    throw unfit(name.substring(prefix.length()), "may demand DANE of a destination; remove it");
                });
        if (text("starttls.required").filter("true"::equals).isPresent()) {
            throw unfit(
                    "starttls.required",
                    "would hold reports back: they are sent unencrypted if necessary (RFC 8460 section 3); remove it");
        }
        if (text("mailextension")
                .filter(each -> Arrays.stream(each.split(" ", -1)).anyMatch(word -> word.startsWith("requiretls")))
                .isPresent()) {
            throw unfit("mailextension", "has REQUIRETLS, which would hold reports back; remove it");
        }
    }

    /** In lower case; empty if it is not set. */
    private Optional<String> text(String key) {
        return Optional.ofNullable(value(key))
                .map(value -> value.toString().trim().toLowerCase(Locale.ROOT));
    }

    /** Objects are not found in the defaults of Properties, strings are. */
    private @Nullable Object value(String key) {
        Object own = session.getProperties().get(prefix + key);
        return own == null ? session.getProperty(prefix + key) : own;
    }

    private void refuse(String key, String why) {
        if (value(key) != null) {
            throw unfit(key, why);
        }
    }

    private IllegalArgumentException unfit(String key, String why) {
        return new IllegalArgumentException("the session is not suitable for reports: " + prefix + key + " " + why);
    }
}
