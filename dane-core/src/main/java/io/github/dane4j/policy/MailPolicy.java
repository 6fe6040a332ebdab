package io.github.dane4j.policy;

import io.github.dane4j.DaneMode;
import io.github.dane4j.verify.KeyStrength;
import java.util.Optional;

/**
 * What is asked of one destination of mail. Immutable. What a policy leaves open is what the sender's settings say for every
 * destination.
 *
 * @param mode how much is asked
 * @param insecureMx what TLSA records count for behind unsigned MX records; empty if it is left open
 * @param pkix for a relay: whether PKIX must authenticate it where no usable TLSA record does. Never together with
 *     {@link DaneMode#MANDATORY}, which leaves nothing to PKIX; PKIX never rescues a server that does not match its records
 * @param keyStrength the smallest keys by which a server is authenticated; empty if it is left open
 * @param mtaSts for a domain: what its MTA-STS policy counts for; empty if it is left open
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

    /** A policy that says nothing but the mode. */
    public static MailPolicy of(DaneMode mode) {
        return new MailPolicy(mode, Optional.empty(), false, Optional.empty(), Optional.empty());
    }

    /** In the words of a policy file; a key strength for which a file has no word is written out. */
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
