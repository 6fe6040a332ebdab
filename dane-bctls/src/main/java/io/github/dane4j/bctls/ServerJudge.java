package io.github.dane4j.bctls;

import io.github.dane4j.DomainName;
import io.github.dane4j.jsse.DaneCertificateException;
import io.github.dane4j.verify.DaneResult;
import io.github.dane4j.verify.PresentedChain;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Judges the server of one connection, once. Thread-safe.
 *
 * <p>The server is judged when its Certificate message arrives, before it has proven that it owns the key: anyone who has
 * seen a certificate can present it. So the result counts only once the handshake is complete.
 */
final class ServerJudge {
    private final Expectation expectation;
    private final boolean takesRawPublicKeys;
    private final Runnable rawKeyRefused;

    private volatile Optional<DaneResult> result = Optional.empty();
    private volatile boolean accepted;

    /** {@code rawKeyRefused} is run if the server presents a raw public key that matches nothing. */
    ServerJudge(Expectation expectation, boolean takesRawPublicKeys, Runnable rawKeyRefused) {
        this.expectation = expectation;
        this.takesRawPublicKeys = takesRawPublicKeys;
        this.rawKeyRefused = rawKeyRefused;
    }

    DomainName server() {
        return expectation.baseDomain();
    }

    boolean takesRawPublicKeys() {
        return takesRawPublicKeys;
    }

    OptionalInt chainPort() {
        return expectation.chainPort();
    }

    /** Returns normally if the server may go on to prove that it owns the key. */
    void judge(PresentedChain chain, byte @Nullable [] stapled) throws DaneCertificateException, StapledChainException {
        DaneResult verdict = expectation.verify(chain, stapled);
        result = Optional.of(verdict);
        if (verdict.kind() != DaneResult.Kind.AUTHENTICATED) {
            if (chain.rawPublicKey().isPresent()) {
                rawKeyRefused.run();
            }
            throw DaneCertificateException.of(server(), verdict);
        }
    }

    /** Called when the handshake is complete, so the server owns the key that it was judged by. */
    void complete() {
        accepted = result.filter(verdict -> verdict.kind() == DaneResult.Kind.AUTHENTICATED)
                .isPresent();
    }

    Optional<DaneResult> result() {
        return result;
    }

    boolean accepted() {
        return accepted;
    }
}
