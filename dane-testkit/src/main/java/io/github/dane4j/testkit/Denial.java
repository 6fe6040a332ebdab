package io.github.dane4j.testkit;

import java.util.List;
import org.xbill.DNS.Name;
import org.xbill.DNS.RRset;

/** How a zone proves that something is not there (RFC 4035 section 3.1.3, RFC 5155 section 7.2). */
interface Denial {

    /** Neither the name nor a wildcard for it exists. */
    List<RRset> ofName(Name name, Name encloser, Name wildcard);

    /**
     * The name exists without the type.
     *
     * @param knownEncloser the name itself, or if it is left out of the chain the nearest name above that is not
     */
    List<RRset> ofType(Name name, Name knownEncloser);

    /** A wildcard stands for the name but has not the type. */
    List<RRset> ofTypeAtWildcard(Name name, Name encloser, Name wildcard);

    /** The answer came from a wildcard because the name itself does not exist. */
    List<RRset> ofExactMatch(Name name, Name encloser);

    /** Whether the proof has a record of its own for the name. */
    boolean knows(Name name);

    /** Whether the reply code says that a name does not exist. */
    default boolean hasNameErrors() {
        return true;
    }

    /** An unsigned zone proves nothing. */
    static Denial none() {
        return new Denial() {
            @Override
            public List<RRset> ofName(Name name, Name encloser, Name wildcard) {
                return List.of();
            }

            @Override
            public List<RRset> ofType(Name name, Name knownEncloser) {
                return List.of();
            }

            @Override
            public List<RRset> ofTypeAtWildcard(Name name, Name encloser, Name wildcard) {
                return List.of();
            }

            @Override
            public List<RRset> ofExactMatch(Name name, Name encloser) {
                return List.of();
            }

            @Override
            public boolean knows(Name name) {
                return true;
            }
        };
    }
}
