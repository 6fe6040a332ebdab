package io.github.dane4j.verify;

import io.github.dane4j.crypto.SignatureVerifier;
import org.jspecify.annotations.Nullable;

/** What a verifier was built with. Immutable, thread-safe. */
record VerifierSettings(
        RecordSelection selection,
        @Nullable LocalAnchors anchors,
        CommonNames commonNames,
        KeyStrength keyStrength,
        WorkLimits limits,
        SignatureVerifier signatures) {

    /**
     * What is too weak about the key that the server presented, or null if nothing is. DANE-EE looks at no signature and
     * at nothing else of a certificate; a key that cannot be read is not called weak.
     */
    @Nullable
    String leafWeakness(PresentedChain chain) {
        return keyStrength.weakness(chain.leafKeySize());
    }
}
