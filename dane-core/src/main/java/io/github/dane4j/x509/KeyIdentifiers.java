package io.github.dane4j.x509;

import java.util.Arrays;
import java.util.Optional;

/** The key identifiers that CAs put into certificates to help build paths (RFC 5280 sections 4.2.1.1 and 4.2.1.2). */
public final class KeyIdentifiers {
    private static final String SUBJECT_KEY_IDENTIFIER = "2.5.29.14";
    private static final String AUTHORITY_KEY_IDENTIFIER = "2.5.29.35";
    /** keyIdentifier [0] IMPLICIT OCTET STRING. */
    private static final int KEY_IDENTIFIER = 0x80;

    private KeyIdentifiers() {}

    /** What a certificate says about the key that issued it. */
    public static Optional<byte[]> ofIssuer(Extensions extensions) {
        return extensions.contents(AUTHORITY_KEY_IDENTIFIER).flatMap(contents -> {
            DerReader der = new DerReader(contents);
            if (!der.next(DerReader.SEQUENCE)) {
                return Optional.empty();
            }
            der.enter();
            return der.next(KEY_IDENTIFIER) ? Optional.of(der.copyOfContents()) : Optional.empty();
        });
    }

    /** What a certificate says about its own key. */
    public static Optional<byte[]> ofSubject(Extensions extensions) {
        return extensions.contents(SUBJECT_KEY_IDENTIFIER).flatMap(contents -> {
            DerReader der = new DerReader(contents);
            return der.next(DerReader.OCTET_STRING) ? Optional.of(der.copyOfContents()) : Optional.empty();
        });
    }

    /** 0 if the identifiers are equal, 2 if they differ, 1 if one of them is missing. */
    public static int distance(Optional<byte[]> ofIssuer, Extensions issuer) {
        Optional<byte[]> ofSubject = ofSubject(issuer);
        if (ofIssuer.isEmpty() || ofSubject.isEmpty()) {
            return 1;
        }
        return Arrays.equals(ofIssuer.get(), ofSubject.get()) ? 0 : 2;
    }
}
