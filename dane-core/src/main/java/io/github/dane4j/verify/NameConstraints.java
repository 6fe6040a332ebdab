package io.github.dane4j.verify;

import io.github.dane4j.DomainName;
import io.github.dane4j.der.DerReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509CertSelector;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The names that a CA may issue for (RFC 5280 section 4.2.1.10). The JDK compares them with those of certificates; what it
 * leaves to others is how much work that is, and that a wildcard stands for names which are excluded. Immutable.
 */
final class NameConstraints {
    private static final int PERMITTED = 0xa0;
    private static final int EXCLUDED = 0xa1;
    private static final int DNS_NAME = 0x82;

    private final X509CertSelector permitted = new X509CertSelector();
    private final List<String> excludedDnsNames = new ArrayList<>();
    private final boolean readable;
    private int subtrees;

    private NameConstraints(Optional<byte[]> extension) {
        boolean read = false;
        try {
            read(extension.orElseThrow(() -> new IOException("no OCTET STRING")));
            read = true;
        } catch (IOException e) {
            // Nothing is permitted then.
        }
        this.readable = read;
    }

    private void read(byte[] extension) throws IOException {
        DerReader der = new DerReader(extension);
        if (!der.only(DerReader.SEQUENCE)) {
            throw new IOException("no sequence");
        }
        der.enter();
        while (der.next()) {
            if (der.tag() != PERMITTED && der.tag() != EXCLUDED) {
                throw new IOException("neither permitted nor excluded");
            }
            readSubtrees(der.contents(), der.tag() == EXCLUDED);
        }
        if (!der.atEnd()) {
            throw new IOException("no DER");
        }
        permitted.setNameConstraints(extension);
    }

    private void readSubtrees(DerReader der, boolean excluded) throws IOException {
        while (!der.atEnd()) {
            if (!der.next(DerReader.SEQUENCE)) {
                throw new IOException("no subtree");
            }
            DerReader subtree = der.contents();
            if (!subtree.next()) {
                throw new IOException("a subtree without a name");
            }
            subtrees++;
            if (excluded && subtree.tag() == DNS_NAME) {
                excludedDnsNames.add(suffix(subtree.copyOfContents()));
            }
        }
    }

    /** What the names in a subtree end in; all do for an empty one. Dots at its ends are forgiven, not what it excludes. */
    private static String suffix(byte[] base) {
        String name = new String(base, StandardCharsets.ISO_8859_1).toLowerCase(Locale.ROOT);
        String bare = name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
        return bare.isEmpty() || bare.startsWith(".") ? bare : "." + bare;
    }

    /** Those of a certificate, if it has any. */
    static Optional<NameConstraints> of(Candidate issuer) {
        Extensions extensions = issuer.extensions();
        return extensions.has(Extensions.NAME_CONSTRAINTS)
                ? Optional.of(new NameConstraints(extensions.contents(Extensions.NAME_CONSTRAINTS)))
                : Optional.empty();
    }

    /** Whether they can be read. If not, they permit nothing. */
    boolean isReadable() {
        return readable;
    }

    /** The number of subtrees, of all kinds of names. */
    int size() {
        return subtrees;
    }

    /** Whether all names that the certificate presents are permitted. */
    boolean permit(Candidate certificate) {
        return readable && permitted.match(certificate.x509());
    }

    /** Whether the name is in a subtree that is excluded. */
    boolean exclude(DomainName name) {
        String wanted = "." + name;
        return !readable || excludedDnsNames.stream().anyMatch(wanted::endsWith);
    }
}
