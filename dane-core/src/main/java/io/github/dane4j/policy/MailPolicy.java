package io.github.dane4j.policy;

import io.github.dane4j.DaneMode;
import io.github.dane4j.verify.KeyStrength;
import java.util.Optional;

/**
 * What is required of one mail destination. Immutable. Whatever a policy leaves open follows the sender's settings.
 *
 * @param mode how much is required
 * @param insecureMx what TLSA records are worth behind unsigned MX records; empty if left open
 * @param pkix for a relay: whether PKIX must authenticate it where no usable TLSA record does. Never together with
 *     {@link DaneMode#MANDATORY}, which leaves nothing to PKIX; PKIX never rescues a server that does not match its records
 * @param keyStrength the weakest keys that authenticate a server; empty if left open
 * @param mtaSts for a domain: what its MTA-STS policy is worth; empty if left open
 */
public record MailPolicy(
        DaneMode mode,
        Optional<InsecureMx> insecureMx,
        boolean pkix,
        Optional<KeyStrength> keyStrength,
        Optional<MtaStsMode> mtaSts) {
    /**
     * A policy.
     *
     * @throws IllegalArgumentException if {@code pkix} is set in mode {@link DaneMode#MANDATORY}
     */
    public MailPolicy {
        if (pkix && mode == DaneMode.MANDATORY) {
            throw new IllegalArgumentException("mandatory leaves nothing to PKIX: expected pkix with another mode");
        }
    }

    /** A policy with a mode and nothing else. */
    public static MailPolicy of(DaneMode mode) {
        return new MailPolicy(mode, Optional.empty(), false, Optional.empty(), Optional.empty());
    }

    /** As in a policy file; a key strength that has no word there is spelt out. */
    @Override
    public String toString() {
        return mode.word()
                + insecureMx
                        .map(each -> " " + PolicyWords.INSECURE_MX + each.word())
                        .orElse("")
                + (pkix ? " " + PolicyWords.PKIX : "")
                + keyStrength
                        .map(each -> " " + PolicyWords.KEY_STRENGTH + PolicyWords.word(each))
                        .orElse("")
                + mtaSts.map(each -> " " + PolicyWords.MTA_STS + each.word()).orElse("");
    }
}
