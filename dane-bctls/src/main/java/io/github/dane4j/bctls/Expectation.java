package io.github.dane4j.bctls;

import io.github.dane4j.DomainName;
import io.github.dane4j.verify.DaneResult;
import io.github.dane4j.verify.PresentedChain;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** What a server must prove. Thread-safe. */
interface Expectation {
    /** The TLSA base domain. */
    DomainName baseDomain();

    /**
     * Whether a raw public key can match and no record requires a certificate (RFC 7671 section 5.1). If one does, a server
     * might respond to the offer with its key although its certificate would have matched.
     */
    boolean rawKeysCanMatch();

    /** The port to ask the server's DNSSEC chain for (RFC 9102); empty if it is not asked. */
    OptionalInt chainPort();

    /**
     * Judges what the server presents.
     *
     * @param stapled the data of its extension {@code dnssec_chain}, or null if there is none
     * @throws StapledChainException if there are no records to judge by
     */
    DaneResult verify(PresentedChain presented, byte @Nullable [] stapled) throws StapledChainException;
}
