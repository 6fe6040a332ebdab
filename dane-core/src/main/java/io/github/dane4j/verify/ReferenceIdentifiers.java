package io.github.dane4j.verify;

import io.github.dane4j.DomainName;
import java.util.List;

/**
 * The names of which the server's certificate must have one, where a certificate usage asks for names at all. The first
 * is the TLSA base domain (RFC 7671 section 10.2). Immutable.
 */
public final class ReferenceIdentifiers {
    private final List<DomainName> names;

    private ReferenceIdentifiers(List<DomainName> names) {
        this.names = names;
    }

    /**
     * These names, the primary one first.
     *
     * @throws io.github.dane4j.InvalidNameException if one of them is no name
     * @throws IllegalArgumentException if there is none
     */
    public static ReferenceIdentifiers of(String... names) {
        throw new UnsupportedOperationException();
    }

    /**
     * These names, the primary one first; repeated ones count once.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static ReferenceIdentifiers of(List<DomainName> names) {
        return new ReferenceIdentifiers(List.copyOf(names));
    }

    /** The names, the primary one first; at least one. */
    public List<DomainName> names() {
        return names;
    }
}
