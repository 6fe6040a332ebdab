package io.github.dane4j.dns;

import java.nio.file.Path;

/** The keys from which DNSSEC validation starts; always including one for the root. Immutable. */
public final class TrustAnchors {
    private TrustAnchors() {}

    /** The keys of the DNS root, tags 20326 and 38696, as published by IANA. */
    public static TrustAnchors iana() {
        throw new UnsupportedOperationException();
    }

    /**
     * Anchors as lines of a zone file: DS or DNSKEY records.
     *
     * @throws TrustAnchorException if a line is something else, or none is for the root
     */
    public static TrustAnchors of(String... lines) {
        throw new UnsupportedOperationException();
    }

    /**
     * Anchors from a file of such lines.
     *
     * @throws TrustAnchorException if the file cannot be read, or as for {@link #of}
     */
    public static TrustAnchors fromFile(Path file) {
        throw new UnsupportedOperationException();
    }
}
