package io.github.dane4j.dns;

import io.github.dane4j.dns.anchors.AnchorSet;
import java.nio.file.Path;

/**
 * The keys from which DNSSEC validation starts (RFC 4033 section 2), always including one for the root: without it every
 * name outside the other anchors would pass for unsigned, and DANE would be silently off. Immutable.
 *
 * <p>The nearest anchor above a name counts, so that a private tree below a public name can have its own.
 */
public final class TrustAnchors {
    private static final TrustAnchors IANA = new TrustAnchors(AnchorSet.iana());

    private final AnchorSet anchors;

    private TrustAnchors(AnchorSet anchors) {
        this.anchors = anchors;
    }

    /** The keys of the DNS root, tags 20326 and 38696, as published by IANA. */
    public static TrustAnchors iana() {
        return IANA;
    }

    /**
     * Anchors as lines of a zone file: DS records with digest type 2 or 4, or DNSKEY records, for example {@code . IN DS
     * 20326 8 2 E06D…}. DS records of one zone must all have the same digest type; a DNSKEY becomes a DS of that type.
     *
     * @throws TrustAnchorException if a line is something else, or none is for the root
     */
    public static TrustAnchors of(String... lines) {
        return new TrustAnchors(AnchorSet.of(lines));
    }

    /**
     * Anchors from a file, which is read once, now. It may be
     *
     * <ul>
     *   <li>lines as for {@link #of}, with comments after a semicolon, as Unbound's {@code trust-anchor-file} and {@code
     *       auto-trust-anchor-file} are. In the latter, only keys in state VALID or MISSING count (RFC 5011 section 4);
     *   <li>statements {@code trust-anchors}, {@code managed-keys} or {@code trusted-keys} of BIND, with keys or digests,
     *       static or initial;
     *   <li>{@code root-anchors.xml} as published by IANA (RFC 9718). Each key counts from its {@code validFrom} up to its
     *       {@code validUntil}, by the clock of the resolver; a key or digest of an unknown algorithm does not count.
     * </ul>
     *
     * <p>{@link DnssecResolver.Builder#trustAnchorFile} takes the same formats, and reads the file again when it changes.
     *
     * @throws TrustAnchorException if the file cannot be read, is larger than 256 KiB or has another format, or if none of the
     *     anchors is for the root
     */
    public static TrustAnchors fromFile(Path file) {
        return new TrustAnchors(AnchorSet.fromFile(file));
    }

    /**
     * These anchors, and others beside them, for example those of a private tree: {@code
     * TrustAnchors.iana().with("corp.example. IN DS …")}.
     *
     * @param lines as for {@link #of}
     * @throws TrustAnchorException if a line is something else
     */
    public TrustAnchors with(String... lines) {
        return new TrustAnchors(anchors.with(lines));
    }

    /** For validation. */
    AnchorSet anchors() {
        return anchors;
    }

    /** The zones with their key tags, for example {@code . 20326 38696}. */
    @Override
    public String toString() {
        return anchors.toString();
    }
}
