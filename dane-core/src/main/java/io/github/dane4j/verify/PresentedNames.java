package io.github.dane4j.verify;

import io.github.dane4j.DomainName;
import io.github.dane4j.Printable;
import io.github.dane4j.x509.CertificateNames;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The names by which a certificate identifies a host: its DNS-IDs, or else its CN-ID (RFC 6125 section 6.4 as narrowed by
 * RFC 7672 section 3.2.3). Untrusted text: it is compared and, escaped and clipped, printed.
 */
final class PresentedNames {
    static final int SHOWN_LENGTH = 80;
    private static final int SHOWN_NAMES = 5;

    private PresentedNames() {}

    /** The DNS-IDs; if there is none and common names are considered, the CN-ID. */
    static List<String> hosts(CertificateNames names, CommonNamePolicy commonNames) {
        List<String> hosts = names.dnsNames();
        return hosts.isEmpty() && commonNames == CommonNamePolicy.CONSIDERED
                ? names.commonName().stream().toList()
                : hosts;
    }

    /** The reference identifiers that the certificate has, in their order. */
    static List<DomainName> matched(List<String> presented, ReferenceIdentifiers references) {
        List<DomainName> matched = new ArrayList<>();
        for (DomainName reference : references.names()) {
            if (isAmong(presented, reference)) {
                matched.add(reference);
            }
        }
        return matched;
    }

    private static boolean isAmong(List<String> presented, DomainName reference) {
        for (String name : presented) {
            if (matches(name, reference)) {
                return true;
            }
        }
        return false;
    }

    /**
     * Whether a presented name is that of the reference, which is lower case, A-labels, and ends in no dot. Everything
     * else in the presented name, be it a dot at its end, a NUL or an asterisk in another place, is a difference.
     */
    static boolean matches(String presented, DomainName reference) {
        String wanted = reference.toString();
        if (presented.startsWith("*.")) {
            // The wildcard is the whole first label, and stands for exactly one (RFC 7672 section 3.2.3).
            int dot = wanted.indexOf('.');
            return dot > 0 && equalsIgnoringAsciiCase(presented.substring(1), wanted.substring(dot));
        }
        return equalsIgnoringAsciiCase(presented, wanted);
    }

    /** RFC 6125 section 6.4.1. Only ASCII: the Kelvin sign is not the letter K. */
    private static boolean equalsIgnoringAsciiCase(String presented, String lowerCase) {
        if (presented.length() != lowerCase.length()) {
            return false;
        }
        for (int i = 0; i < presented.length(); i++) {
            char c = presented.charAt(i);
            char lower = c >= 'A' && c <= 'Z' ? (char) (c + ('a' - 'A')) : c;
            if (lower != lowerCase.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** The first few, escaped and clipped; for messages. */
    static String shown(List<String> presented) {
        if (presented.isEmpty()) {
            return "no name that counts";
        }
        List<String> shown = presented.stream()
                .limit(SHOWN_NAMES)
                .map(name -> Printable.clip(name, SHOWN_LENGTH))
                .toList();
        String more = presented.size() > SHOWN_NAMES
                ? String.format(Locale.ROOT, " and %d more", presented.size() - SHOWN_NAMES)
                : "";
        return String.join(", ", shown) + more;
    }
}
