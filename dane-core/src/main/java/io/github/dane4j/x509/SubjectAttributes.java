package io.github.dane4j.x509;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.security.auth.x500.X500Principal;

/** Takes attributes out of a subject by its DER; its string form cannot be split safely. */
final class SubjectAttributes {
    /** 2.5.4.3, id-at-commonName. */
    private static final byte[] COMMON_NAME = {0x55, 0x04, 0x03};
    /** 1.2.840.113549.1.9.1, id-emailAddress. */
    private static final byte[] EMAIL_ADDRESS = {
        0x2a, (byte) 0x86, 0x48, (byte) 0x86, (byte) 0xf7, 0x0d, 0x01, 0x09, 0x01
    };

    private static final int UTF8_STRING = 0x0c;
    private static final int PRINTABLE_STRING = 0x13;
    private static final int TELETEX_STRING = 0x14;
    private static final int IA5_STRING = 0x16;

    private SubjectAttributes() {}

    /**
     * The last common name, which is the most specific one (RFC 2818 section 3.1 on several of them); empty if there is
     * none, if the last one is not ASCII, or if it does not look like a full host name (RFC 6125 section 6.4.4).
     */
    static Optional<String> commonName(X500Principal subject) {
        List<Attribute> names = attributes(subject, COMMON_NAME);
        return names.isEmpty()
                ? Optional.empty()
                : names.get(names.size() - 1).ascii().filter(text -> text.indexOf('.') > 0);
    }

    /** The mail addresses in the subject (RFC 5280 section 4.1.2.6). */
    static List<GeneralName> emailAddresses(X500Principal subject) {
        return attributes(subject, EMAIL_ADDRESS).stream()
                .map(attribute -> new GeneralName(GeneralName.EMAIL, attribute.octets))
                .toList();
    }

    private static List<Attribute> attributes(X500Principal subject, byte[] type) {
        List<Attribute> found = new ArrayList<>();
        DerReader name = new DerReader(subject.getEncoded());
        if (!name.only(DerReader.SEQUENCE)) {
            return found;
        }
        name.enter();
        while (name.next(DerReader.SET)) {
            DerReader attributes = name.contents();
            while (attributes.next(DerReader.SEQUENCE)) {
                DerReader attribute = attributes.contents();
                if (attribute.next(DerReader.OBJECT_IDENTIFIER) && attribute.contentIs(type)) {
                    // One without a value has the tag of its type, which is not that of a text.
                    attribute.next();
                    found.add(new Attribute(attribute.tag(), attribute.copyOfContents()));
                }
            }
        }
        return found;
    }

    private static final class Attribute {
        private final int tag;
        private final byte[] octets;

        Attribute(int tag, byte[] octets) {
            this.tag = tag;
            this.octets = octets;
        }

        Optional<String> ascii() {
            boolean oneOctetForEachAsciiCharacter = switch (tag) {
                case UTF8_STRING, PRINTABLE_STRING, TELETEX_STRING, IA5_STRING -> true;
                default -> false;
            };
            if (!oneOctetForEachAsciiCharacter) {
                return Optional.empty();
            }
            for (byte octet : octets) {
                if (octet < 0) {
                    return Optional.empty();
                }
            }
            return Optional.of(new String(octets, StandardCharsets.US_ASCII));
        }
    }
}
