package io.github.dane4j.publish;

import io.github.dane4j.x509.CertificateShape;
import io.github.dane4j.x509.DerReader;
import java.util.Arrays;
import java.util.Optional;

/** The shape of a certification request (RFC 2986 section 4), which the JDK cannot read. */
final class CertificationRequest {
    private static final int ATTRIBUTES = 0xa0;

    private CertificationRequest() {}

    /** The key to be certified, as it stands in the request; empty if the bytes are not a request. */
    static Optional<byte[]> subjectPublicKeyInfo(byte[] der) {
        DerReader request = new DerReader(der);
        if (!request.only(DerReader.SEQUENCE)) {
            return Optional.empty();
        }
        request.enter();
        boolean info = request.next(DerReader.SEQUENCE);
        boolean algorithm = request.next(DerReader.SEQUENCE);
        boolean signed = info && algorithm && request.only(DerReader.BIT_STRING);
        return signed ? fromInfo(der) : Optional.empty();
    }

    private static Optional<byte[]> fromInfo(byte[] der) {
        DerReader info = new DerReader(der);
        for (int depth = 0; depth < 2; depth++) {
            if (!info.next(DerReader.SEQUENCE)) {
                return Optional.empty();
            }
            info.enter();
        }
        boolean version1 = info.next(DerReader.INTEGER) && info.contentLength() == 1 && info.contentOctet(0) == 0;
        boolean subject = info.next(DerReader.SEQUENCE);
        boolean keyInfo = info.next(DerReader.SEQUENCE);
        if (!version1 || !subject || !keyInfo) {
            return Optional.empty();
        }
        byte[] key = Arrays.copyOfRange(der, info.start(), info.end());
        return info.only(ATTRIBUTES) && CertificateShape.isSubjectPublicKeyInfo(key)
                ? Optional.of(key)
                : Optional.empty();
    }
}
