package io.github.dane4j.verify;

import io.github.dane4j.DomainName;
import io.github.dane4j.Printable;
import io.github.dane4j.der.DerReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javax.security.auth.x500.X500Principal;
import org.jspecify.annotations.Nullable;

/**
 * The names that a certificate presents, of all forms: its subject and its subjectAltName (RFC 5280 sections 4.1.2.6 and
 * 4.2.1.6), read from their DER, so that every JDK sees the same. Untrusted text: it is compared and, escaped and clipped,
 * printed. Immutable.
 *
 * <p>A host is identified by its DNS-IDs, or else by its CN-ID (RFC 6125 section 6.4 as narrowed by RFC 7672 section
 * 3.2.3).
 */
final class PresentedNames {
    static final int SHOWN_LENGTH = 80;
    private static final int SHOWN_NAMES = 5;

    private final List<GeneralName> alternatives;
    private final X500Principal subject;

    private PresentedNames(List<GeneralName> alternatives, X500Principal subject) {
        this.alternatives = alternatives;
        this.subject = subject;
    }

    /** The names, or null if the subjectAltName cannot be read, which is not the same as having none. */
    static @Nullable PresentedNames of(X500Principal subject, Extensions extensions) {
        if (!extensions.has(Extensions.SUBJECT_ALTERNATIVE_NAME)) {
            return new PresentedNames(List.of(), subject);
        }
        byte[] contents =
                extensions.contents(Extensions.SUBJECT_ALTERNATIVE_NAME).orElse(null);
        DerReader der = new DerReader(contents == null ? new byte[0] : contents);
        if (!der.only(DerReader.SEQUENCE)) {
            return null;
        }
        DerReader names = der.contents();
        List<GeneralName> alternatives = new ArrayList<>();
        while (names.next()) {
            GeneralName name = new GeneralName(names.tag(), names.copyOfContents());
            if (name.tag() == GeneralName.DIRECTORY && !new DerReader(name.content()).only(DerReader.SEQUENCE)) {
                return null;
            }
            alternatives.add(name);
        }
        return names.atEnd() ? new PresentedNames(List.copyOf(alternatives), subject) : null;
    }

    /**
     * The names that the constraints of CAs are about. A mail address in the subject is one if there is no
     * subjectAltName (RFC 5280 section 4.2.1.10). A common name is not, unless it stands for a host name.
     */
    List<GeneralName> constrained() {
        List<GeneralName> names = new ArrayList<>(alternatives);
        if (alternatives.isEmpty()) {
            names.addAll(CommonName.emailAddresses(subject));
        }
        if (!subject.getName().isEmpty()) {
            names.add(new GeneralName(GeneralName.DIRECTORY, subject.getEncoded()));
        }
        return names;
    }

    /** The DNS-IDs; if there is none and common names are considered, the CN-ID. */
    List<String> hosts(CommonNames commonNames) {
        List<String> hosts = alternatives.stream()
                .filter(name -> name.tag() == GeneralName.DNS)
                .map(GeneralName::text)
                .toList();
        return hosts.isEmpty() && commonNames == CommonNames.CONSIDERED
                ? CommonName.mostSpecific(subject).stream().toList()
                : hosts;
    }

    /** The reference identifiers that the certificate has, in their order. */
    static List<DomainName> matched(List<String> presented, ReferenceIdentifiers references) {
        return references.names().stream()
                .filter(reference -> presented.stream().anyMatch(name -> matches(name, reference)))
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
