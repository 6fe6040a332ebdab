package io.github.dane4j.cli.inbound;

import io.github.dane4j.DomainName;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The MX host that each customer's domain is to have: one for all of them, or one of its own for each, in which {@code
 * {label}} or {@code {domain}} stands for the domain.
 */
final class HostPattern {
    private static final String LABEL = "{label}";
    private static final String DOMAIN = "{domain}";
    private static final int MAX_LABEL = 63;
    private static final int MARK = 16;

    private final String text;

    private HostPattern(String text) {
        this.text = text;
    }

    /**
     * A pattern.
     *
     * @throws IllegalArgumentException if it does not make host names
     */
    static HostPattern of(String text) {
        HostPattern pattern = new HostPattern(text);
        DomainName example = pattern.hostFor(DomainName.of("example.org"));
        if (example.labels().size() < 2) {
            throw new IllegalArgumentException("expected a host name with its domain, found " + example);
        }
        return pattern;
    }

    /** Whether all domains have the same host. */
    boolean isFixed() {
        return !text.contains(LABEL) && !text.contains(DOMAIN);
    }

    /**
     * The host for {@code domain}.
     *
     * @throws IllegalArgumentException if the name would be too long
     */
    DomainName hostFor(DomainName domain) {
        return DomainName.of(text.replace(LABEL, label(domain)).replace(DOMAIN, domain.toString()));
    }

    /**
     * The domain in one label: a hyphen for each dot. Where that would not tell two domains apart, because of a hyphen, or
     * be too long, a part of the digest of the domain tells.
     */
    private static String label(DomainName domain) {
        String plain = domain.toString().replace('.', '-');
        if (domain.toString().indexOf('-') < 0 && plain.length() <= MAX_LABEL) {
            return plain;
        }
        String start = plain.replaceAll("-+", "-");
        int room = MAX_LABEL - MARK - 1;
        String shown = start.length() > room ? start.substring(0, room) : start;
        return shown.replaceAll("-$", "") + "-" + digest(domain);
    }

    private static String digest(DomainName domain) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256")
                    .digest(domain.toString().getBytes(StandardCharsets.US_ASCII));
            return HexFormat.of().formatHex(digest).substring(0, MARK);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
