package io.github.dane4j.acceptance.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The servers are as the other tests take them to be, seen without the library. What is refused elsewhere is refused by
 * DANE, and not because a server is broken.
 */
@ExtendWith(LaboratoryExtension.class)
@Timeout(60)
class ServersIT {
    private final Laboratory laboratory;

    ServersIT(Laboratory laboratory) {
        this.laboratory = laboratory;
    }

    @ParameterizedTest
    @CsvSource({"secure.test, SOA", "key.secure.test, MX", "ed25519.test, MX", "nsec3.test, MX", "salted.test, MX"})
    void unboundValidatesTheSignedZones(String name, String type) {
        assertThat(Dig.at(laboratory.address(NameServer.UNBOUND)).ask(name, type))
                .contains("status: NOERROR")
                .containsPattern("flags: .* ad[ ;]");
    }

    @Test
    void unboundHoldsTheExpiredZoneForBogusAndHandsItOutWhenNotAskedToCheck() {
        Dig unbound = Dig.at(laboratory.address(NameServer.UNBOUND));
        assertThat(unbound.ask("expired.test", "MX")).contains("status: SERVFAIL");
        assertThat(unbound.ask("expired.test", "MX", "+cdflag")).contains("status: NOERROR", "mx.expired.test.");
    }

    @Test
    void unboundHoldsTheUnsignedZoneForInsecure() {
        assertThat(Dig.at(laboratory.address(NameServer.UNBOUND)).ask("unsigned.test", "MX"))
                .contains("status: NOERROR", "mx.unsigned.test.")
                .doesNotContainPattern("flags: .* ad[ ;]")
                .doesNotContain("RRSIG");
    }

    @Test
    void bindProvesAbsenceByNsec3() {
        assertThat(Dig.at(laboratory.address(NameServer.BIND)).ask("_26._tcp.mx.nsec3.test", "TLSA"))
                .contains("status: NXDOMAIN", "NSEC3");
    }

    @Test
    void postfixDeliversToWhoeverSpeaksPlainSmtp() throws Exception {
        MailLog log = laboratory.postfix().logFromNow();
        String text = Sender.freshText();
        Sender.withoutDane(laboratory.cleartext()).send(text, "bob@plain.secure.test");
        assertThat(laboratory.postfix().awaitMail(text))
                .contains("by postfix.invalid (Postfix) with ESMTP id")
                .doesNotContain("TLS");
        assertThat(log.sessions(laboratory.cleartext()))
                .isEqualTo(List.of("ehlo=1 mail=1 rcpt=1 data=1 quit=1 commands=5"));
    }

    @Test
    void postfixSpeaksTls() throws Exception {
        for (Postfix.Listener listener : List.of(laboratory.pinned(), laboratory.issued())) {
            String text = Sender.freshText();
            Sender.withoutDane(listener).send(text, "bob@plain.secure.test");
            assertThat(laboratory.postfix().awaitMail(text)).contains("(using TLSv1.3", "with ESMTPS id");
        }
    }
}
