package io.github.dane4j.acceptance.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dane4j.Reason;
import io.github.dane4j.acceptance.interop.PostTlsFinger.Verdict;
import io.github.dane4j.mail.RecipientOutcome;
import jakarta.mail.MessagingException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Destinations as Postfix judges them at its levels {@code dane} and {@code dane-only}, and as this library does in the modes
 * opportunistic and mandatory. Postfix looks at the first MX host alone.
 */
@ExtendWith(LaboratoryExtension.class)
@Timeout(60)
class PostTlsFingerIT {
    private final Laboratory laboratory;

    PostTlsFingerIT(Laboratory laboratory) {
        this.laboratory = laboratory;
    }

    @ParameterizedTest
    @CsvSource({
        "key.secure.test, pinned, AUTHENTICATED, AUTHENTICATED",
        "rollover.secure.test, pinned, AUTHENTICATED, AUTHENTICATED",
        "shared.secure.test, pinned, AUTHENTICATED, AUTHENTICATED",
        "ed25519.test, pinned, AUTHENTICATED, AUTHENTICATED",
        "authority.secure.test, issued, AUTHENTICATED, AUTHENTICATED",
        "elsewhere.secure.test, issued, REFUSED, REFUSED",
        "wrong.secure.test, pinned, REFUSED, REFUSED",
        "plain.secure.test, pinned, ENCRYPTED, REFUSED",
        "nsec3.test, pinned, ENCRYPTED, REFUSED",
        "salted.test, pinned, ENCRYPTED, REFUSED",
        "unsigned.test, pinned, ENCRYPTED, REFUSED",
        "expired.test, pinned, LOOKUP_FAILED, LOOKUP_FAILED",
        "absent.secure.test, pinned, NO_SUCH_DOMAIN, NO_SUCH_DOMAIN"
    })
    void destinationIsJudgedAlike(String domain, String server, Verdict opportunistic, Verdict mandatory)
            throws Exception {
        Postfix.Listener listener = server.equals("pinned") ? laboratory.pinned() : laboratory.issued();
        PostTlsFinger finger =
                PostTlsFinger.withResolver(TemporaryFolder.create().path(), laboratory.standardPortResolver());
        Sender sender = Sender.byMx(laboratory, NameServer.UNBOUND, listener);

        assertThat(finger.judge("dane", "dane", domain, listener.port())).isEqualTo(opportunistic);
        assertThat(ours(sender.opportunistic(), domain)).isEqualTo(opportunistic);
        assertThat(finger.judge("dane-only", "dane", domain, listener.port())).isEqualTo(mandatory);
        assertThat(ours(sender.mandatory(), domain)).isEqualTo(mandatory);
    }

    private static Verdict ours(Sender sender, String domain) {
        List<RecipientOutcome> outcomes = new ArrayList<>();
        try {
            sender.telling(outcomes::addAll).send(Sender.freshText(), "bob@" + domain);
        } catch (MessagingException e) {
            // The outcome says why.
        }
        assertThat(outcomes).hasSize(1);
        RecipientOutcome outcome = outcomes.get(0);
        return switch (outcome.kind()) {
            case DELIVERED ->
                outcome.attempt().flatMap(RecipientOutcome.Attempt::tlsaRecord).isPresent()
                        ? Verdict.AUTHENTICATED
                        : Verdict.ENCRYPTED;
            case DEFERRED ->
                outcome.attempt().flatMap(RecipientOutcome.Attempt::reason).equals(Optional.of(Reason.DNSSEC_BOGUS))
                        ? Verdict.LOOKUP_FAILED
                        : Verdict.REFUSED;
            case FAILED -> Verdict.NO_SUCH_DOMAIN;
            case UNCERTAIN -> throw new AssertionError(outcome.toString());
        };
    }
}
