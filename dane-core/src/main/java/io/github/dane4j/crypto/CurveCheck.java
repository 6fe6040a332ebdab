package io.github.dane4j.crypto;

import java.security.GeneralSecurityException;
import org.jspecify.annotations.Nullable;

/** Verifies by a key on a curve: with the JDK first, and with Bouncy Castle once enough has been verified to be worth it. */
final class CurveCheck implements KeyCheck {
    private final Changeover changeover;
    private final CurveKey key;
    private volatile KeyCheck current;
    private volatile boolean settled;

    /** @throws GeneralSecurityException if neither takes the key */
    CurveCheck(Changeover changeover, CurveKey key) throws GeneralSecurityException {
        this.changeover = changeover;
        this.key = key;
        KeyCheck faster = changeover.hasCome() ? faster() : null;
        this.settled = faster != null;
        this.current = faster == null ? slower() : faster;
    }

    /** Null if it is not there, or does not take the key. */
    private @Nullable KeyCheck faster() {
        try {
            return changeover.bouncyCastle(key);
        } catch (GeneralSecurityException e) {
            return null;
        }
    }

    private KeyCheck slower() throws GeneralSecurityException {
        try {
            return JcaCheck.of(null, key);
        } catch (GeneralSecurityException e) {
            // A JVM may have been put together without curves.
            KeyCheck other = faster();
            if (other == null) {
                throw e;
            }
            settled = true;
            return other;
        }
    }

    @Override
    public boolean verify(byte[] signed, byte[] signature) {
        if (!settled && changeover.comesWithThis()) {
            KeyCheck faster = faster();
            if (faster != null) {
                current = faster;
            }
            settled = true;
        }
        return current.verify(signed, signature);
    }
}
