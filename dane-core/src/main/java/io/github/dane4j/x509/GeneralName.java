package io.github.dane4j.x509;

import java.nio.charset.StandardCharsets;

/** A name as it stands in a certificate (RFC 5280 section 4.2.1.6). Untrusted text or bytes. Immutable. */
public final class GeneralName {
    /** rfc822Name [1] IA5String. */
    public static final int EMAIL = 0x81;
    /** dNSName [2] IA5String. */
    public static final int DNS = 0x82;
    /** directoryName [4] Name; explicit, since Name is a CHOICE. */
    public static final int DIRECTORY = 0xa4;
    /** iPAddress [7] OCTET STRING. */
    public static final int ADDRESS = 0x87;

    private final int tag;
    private final byte[] content;

    /** {@code content} must not change. */
    public GeneralName(int tag, byte[] content) {
        this.tag = tag;
        this.content = content;
    }

    /** A host name. */
    public static GeneralName dns(String name) {
        return new GeneralName(DNS, name.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** The form of the name. */
    public int tag() {
        return tag;
    }

    /** What is inside the tag; not to be changed. */
    public byte[] content() {
        return content;
    }

    /** The content as text, one character for each byte, so that nothing that is not ASCII becomes ASCII. */
    public String text() {
        return new String(content, StandardCharsets.ISO_8859_1);
    }
}
