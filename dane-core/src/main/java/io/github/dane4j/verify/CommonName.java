package io.github.dane4j.verify;

import io.github.dane4j.der.DerReader;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import javax.security.auth.x500.X500Principal;

/** Takes common names out of a subject by its DER; its string form cannot be split safely. */
final class CommonName {
    /** 2.5.4.3, id-at-commonName. */
    private static final byte[] COMMON_NAME = {0x55, 0x04, 0x03};

    private static final int UTF8_STRING = 0x0c;
    private static final int PRINTABLE_STRING = 0x13;
    private static final int TELETEX_STRING = 0x14;
    private static final int IA5_STRING = 0x16;

    private CommonName() {}

    /**
     * The last common name, which is the most specific one (RFC 2818 section 3.1 on several of them); empty if there is
     * none, if the last one is not ASCII, or if it does not look like a full host name (RFC 6125 section 6.4.4).
     */
    static Optional<String> mostSpecific(X500Principal subject) {
        Optional<String> last = Optional.empty();
        DerReader name = new DerReader(subject.getEncoded());
        if (!name.only(DerReader.SEQUENCE)) {
            return Optional.empty();
        }
        name.enter();
        while (name.next(DerReader.SET)) {
            DerReader attributes = name.contents();
            while (attributes.next(DerReader.SEQUENCE)) {
                DerReader attribute = attributes.contents();
                if (attribute.next(DerReader.OBJECT_IDENTIFIER) && attribute.contentIs(COMMON_NAME)) {
                    last = attribute.next() ? ascii(attribute) : Optional.empty();
                }
            }
        }
        return last.filter(text -> text.indexOf('.') > 0);
    }

    private static Optional<String> ascii(DerReader value) {
        boolean oneOctetForEachAsciiCharacter = switch (value.tag()) {
            case UTF8_STRING, PRINTABLE_STRING, TELETEX_STRING, IA5_STRING -> true;
            default -> false;
        };
        if (!oneOctetForEachAsciiCharacter) {
            return Optional.empty();
        }
        byte[] octets = value.copyOfContents();
        for (byte octet : octets) {
            if (octet < 0) {
                return Optional.empty();
            }
        }
        return Optional.of(new String(octets, StandardCharsets.US_ASCII));
    }
}
