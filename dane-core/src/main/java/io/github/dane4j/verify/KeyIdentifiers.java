package io.github.dane4j.verify;

import io.github.dane4j.der.DerReader;
import java.util.Arrays;
import java.util.Optional;

/** The key identifiers that CAs put into certificates to help build paths (RFC 5280 sections 4.2.1.1 and 4.2.1.2). */
final class KeyIdentifiers {
    private static final String SUBJECT_KEY_IDENTIFIER = "2.5.29.14";
    private static final String AUTHORITY_KEY_IDENTIFIER = "2.5.29.35";
    /** keyIdentifier [0] IMPLICIT OCTET STRING. */
    private static final int KEY_IDENTIFIER = 0x80;

    private KeyIdentifiers() {}

    /** What {@code certificate} says about the key that issued it. */
    static Hint hintOf(Candidate certificate) {
        return new Hint(
                certificate.extensions().contents(AUTHORITY_KEY_IDENTIFIER).flatMap(contents -> {
                    DerReader der = new DerReader(contents);
                    if (!der.next(DerReader.SEQUENCE)) {
                        return Optional.empty();
                    }
                    der.enter();
                    return der.next(KEY_IDENTIFIER) ? Optional.of(der.copyOfContents()) : Optional.empty();
                }));
    }

    /** The key identifier of a certificate's issuer, if it names one. */
    record Hint(Optional<byte[]> authority) {
        /** 0 if the identifiers are equal, 2 if they differ, 1 if one of them is missing. */
        int distance(Candidate issuer) {
            Optional<byte[]> subject = issuer.extensions()
                    .contents(SUBJECT_KEY_IDENTIFIER)
                    .flatMap(contents -> {
                        DerReader der = new DerReader(contents);
                        return der.next(DerReader.OCTET_STRING) ? Optional.of(der.copyOfContents()) : Optional.empty();
                    });
            if (authority.isEmpty() || subject.isEmpty()) {
                return 1;
            }
            return Arrays.equals(authority.get(), subject.get()) ? 0 : 2;
        }
    }
}
