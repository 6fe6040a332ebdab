package io.github.dane4j.verify;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Certificates from the server's own upwards, each signed by the key of the next. Shares what it has in common with the
 * path that it lengthens.
 *
 * @param top the certificate nearest to the trust anchor
 * @param below the path without it, or null if it is the server's own
 * @param depth the place of {@code top}; 0 is the server's own
 */
record CertificatePath(ParsedCertificate top, @Nullable CertificatePath below, int depth) {
    static CertificatePath of(ParsedCertificate leaf) {
        return new CertificatePath(leaf, null, 0);
    }

    CertificatePath plus(ParsedCertificate issuer) {
        return new CertificatePath(issuer, this, depth + 1);
    }

    /** No certificate appears twice in a path (RFC 5280 section 6.1). */
    boolean contains(ParsedCertificate certificate) {
        for (CertificatePath path = this; path != null; path = path.below) {
            if (path.top.encoded().equals(certificate.encoded())) {
                return true;
            }
        }
        return false;
    }

    /** The certificates, the server's own first. */
    List<ParsedCertificate> certificates() {
        List<ParsedCertificate> certificates = new ArrayList<>(depth + 1);
        for (CertificatePath path = this; path != null; path = path.below) {
            certificates.add(path.top);
        }
        Collections.reverse(certificates);
        return certificates;
    }
}
