package io.github.dane4j.x509;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.security.auth.x500.X500Principal;
import org.jspecify.annotations.Nullable;

/**
 * The names that a certificate presents, of all forms: its subject and its subjectAltName (RFC 5280 sections 4.1.2.6 and
 * 4.2.1.6), read from their DER, so that every JDK sees the same. Untrusted text. Immutable.
 */
public final class CertificateNames {
    private final List<GeneralName> alternatives;
    private final X500Principal subject;

    private CertificateNames(List<GeneralName> alternatives, X500Principal subject) {
        this.alternatives = alternatives;
        this.subject = subject;
    }

    /** The names, or null if the subjectAltName cannot be read, which is not the same as having none. */
    public static @Nullable CertificateNames of(X500Principal subject, Extensions extensions) {
        if (!extensions.has(Extensions.SUBJECT_ALTERNATIVE_NAME)) {
            return new CertificateNames(List.of(), subject);
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
        return names.atEnd() ? new CertificateNames(List.copyOf(alternatives), subject) : null;
    }

    /**
     * The names that the constraints of CAs are about. A mail address in the subject is one if there is no
     * subjectAltName (RFC 5280 section 4.2.1.10). A common name is not, unless it stands for a host name.
     */
    public List<GeneralName> constrained() {
        List<GeneralName> names = new ArrayList<>(alternatives);
        if (alternatives.isEmpty()) {
            names.addAll(SubjectAttributes.emailAddresses(subject));
        }
        if (!subject.getName().isEmpty()) {
            names.add(new GeneralName(GeneralName.DIRECTORY, subject.getEncoded()));
        }
        return names;
    }

    /** The DNS-IDs (RFC 6125 section 1.8). */
    public List<String> dnsNames() {
        List<String> hosts = new ArrayList<>();
        for (GeneralName name : alternatives) {
            if (name.tag() == GeneralName.DNS) {
                hosts.add(name.text());
            }
        }
        return hosts;
    }

    /** The CN-ID: the most specific common name, if it looks like a full host name (RFC 6125 section 6.4.4). */
    public Optional<String> commonName() {
        return SubjectAttributes.commonName(subject);
    }
}
