package io.github.dane4j.verify;

import io.github.dane4j.DomainName;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The names that the server is known by. Its certificate must match one of them, unless the certificate usage ignores names.
 * The first is the TLSA base domain (RFC 7671 section 10.2). Immutable.
 */
public final class ReferenceIdentifiers {
    private final List<DomainName> names;

    private ReferenceIdentifiers(List<DomainName> names) {
        this.names = List.copyOf(new LinkedHashSet<>(names));
        if (this.names.isEmpty()) {
            throw new IllegalArgumentException("at least one name is needed to compare the certificate with");
        }
    }

    /**
     * These names, the primary one first; repeated ones count once.
     *
     * @throws io.github.dane4j.InvalidNameException if one of them is not a name
     * @throws IllegalArgumentException if there is none
     */
    public static ReferenceIdentifiers of(String... names) {
        return new ReferenceIdentifiers(Stream.of(names).map(DomainName::of).toList());
    }

    /**
     * These names, the primary one first; repeated ones count once.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static ReferenceIdentifiers of(List<DomainName> names) {
        return new ReferenceIdentifiers(names);
    }

    /** The names, the primary one first; at least one. */
    public List<DomainName> names() {
        return names;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ReferenceIdentifiers that && names.equals(that.names);
    }

    @Override
    public int hashCode() {
        return names.hashCode();
    }

    /** The names, with commas between them. */
    @Override
    public String toString() {
        return String.join(", ", names.stream().map(DomainName::toString).toList());
    }
}
