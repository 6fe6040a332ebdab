package io.github.dane4j.verify;

import io.github.dane4j.DomainName;
import io.github.dane4j.Printable;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The names that a certificate presents: its DNS-IDs, or else its CN-ID (RFC 6125 section 6.4 as narrowed by RFC 7672
 * section 3.2.3). Untrusted text: it is compared and, escaped and clipped, printed.
 */
final class PresentedNames {
    static final int SHOWN_LENGTH = 80;
    private static final int SHOWN_NAMES = 5;
    private static final int DNS_NAME = 2;

    private final List<String> names;

    private PresentedNames(List<String> names) {
        this.names = names;
    }

    static PresentedNames of(X509Certificate certificate, CommonNames commonNames) {
        List<String> names = new ArrayList<>();
        try {
            @Nullable Collection<List<?>> alternatives = certificate.getSubjectAlternativeNames();
            if (alternatives != null) {
                for (List<?> alternative : alternatives) {
                    if (alternative.get(0) instanceof Integer type && type == DNS_NAME) {
                        names.add(String.valueOf(alternative.get(1)));
                    }
                }
            }
        } catch (CertificateParsingException e) {
            // Not the same as having none: no common name stands in for names that cannot be read.
            return new PresentedNames(List.of());
        }
        if (names.isEmpty() && commonNames == CommonNames.CONSIDERED) {
            CommonName.mostSpecific(certificate.getSubjectX500Principal()).ifPresent(names::add);
        }
        return new PresentedNames(names);
    }

    /** How many names of any kind a certificate presents, its subject included. */
    static int count(Candidate certificate) {
        try {
            @Nullable Collection<List<?>> alternatives = certificate.x509().getSubjectAlternativeNames();
            return alternatives == null ? 1 : 1 + alternatives.size();
        } catch (CertificateParsingException e) {
            return 1;
        }
    }

    /** The reference identifiers that the certificate has, in their order. */
    List<DomainName> matched(ReferenceIdentifiers references) {
        return references.names().stream()
                .filter(reference -> names.stream().anyMatch(name -> matches(name, reference)))
                .toList();
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

    /** RFC 6125 section 6.4.1. Only ASCII: the Kelvin sign is no letter K. */
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
    @Override
    public String toString() {
        if (names.isEmpty()) {
            return "none that counts";
        }
        List<String> shown = names.stream()
                .limit(SHOWN_NAMES)
                .map(name -> Printable.clip(name, SHOWN_LENGTH))
                .toList();
        String more = names.size() > SHOWN_NAMES
                ? String.format(Locale.ROOT, " and %d more", names.size() - SHOWN_NAMES)
                : "";
        return String.join(", ", shown) + more;
    }
}
