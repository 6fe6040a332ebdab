package io.github.dane4j.acceptance.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.dane4j.Reason;
import io.github.dane4j.mail.DaneRefusedException;
import jakarta.mail.Address;
import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Mail through Jakarta Mail to Postfix, as the zones that BIND signed allow it. */
@ExtendWith(LaboratoryExtension.class)
@Timeout(60)
class MailToPostfixIT {
    /** A session with a mail, as Postfix sums it up. */
    private static final String MAIL_OVER_TLS = "ehlo=2 starttls=1 mail=1 rcpt=1 data=1 quit=1 commands=7";

    private static final String MAIL_IN_THE_CLEAR = "ehlo=1 mail=1 rcpt=1 data=1 quit=1 commands=5";

    private final Laboratory laboratory;
    private final Postfix postfix;
    private final MailLog log;
    private final String text = Sender.freshText();

    MailToPostfixIT(Laboratory laboratory) {
        this.laboratory = laboratory;
        postfix = laboratory.postfix();
        log = postfix.logFromNow();
    }

    @ParameterizedTest
    @EnumSource(NameServer.class)
    void aServerWithThePublishedKeyGetsTheMail(NameServer server) throws Exception {
        Sender.byMx(laboratory, server, laboratory.pinned()).mandatory().send(text, "bob@key.secure.test");
        assertDeliveredOverTls("bob@key.secure.test", laboratory.pinned());
    }

    @ParameterizedTest
    @EnumSource(NameServer.class)
    void aServerOfThePublishedAuthorityGetsTheMail(NameServer server) throws Exception {
        Sender.byMx(laboratory, server, laboratory.issued()).mandatory().send(text, "bob@authority.secure.test");
        assertDeliveredOverTls("bob@authority.secure.test", laboratory.issued());
    }

    @ParameterizedTest
    @CsvSource({
        // The old key and the new one are published, while the server has one of them.
        "bob@rollover.secure.test",
        // The records are somewhere else, and an alias leads there.
        "bob@shared.secure.test",
        "bob@ed25519.test"
    })
    void aServerWithThePublishedKeyGetsTheMailHoweverTheKeyIsPublished(String recipient) throws Exception {
        Sender.byMx(laboratory, NameServer.UNBOUND, laboratory.pinned())
                .mandatory()
                .send(text, recipient);
        assertDeliveredOverTls(recipient, laboratory.pinned());
    }

    @ParameterizedTest
    @EnumSource(NameServer.class)
    void aServerWithAnotherKeyGetsNoMail(NameServer server) {
        for (Sender sender : bothModes(server, laboratory.pinned())) {
            assertRefused(Reason.LEAF_MISMATCH, () -> sender.send(text, "bob@wrong.secure.test"));
        }
        assertTlsWithoutMail(laboratory.pinned(), 2);
    }

    @Test
    void aServerOfThePublishedAuthorityThatIsForAnotherNameGetsNoMail() {
        for (Sender sender : bothModes(NameServer.UNBOUND, laboratory.issued())) {
            assertRefused(Reason.NAME_MISMATCH, () -> sender.send(text, "bob@elsewhere.secure.test"));
        }
        assertTlsWithoutMail(laboratory.issued(), 2);
    }

    @ParameterizedTest
    @EnumSource(NameServer.class)
    void aDomainWithExpiredSignaturesIsNotEvenConnectedTo(NameServer server) {
        for (Sender sender : bothModes(server, laboratory.pinned())) {
            assertRefused(Reason.DNSSEC_BOGUS, () -> sender.send(text, "bob@expired.test"));
        }
        assertThat(log.sessions(laboratory.pinned())).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(NameServer.class)
    void aDomainWithoutSignaturesIsNotEvenConnectedToWhereDaneIsMandatory(NameServer server) {
        assertRefused(
                Reason.MX_INSECURE,
                () -> Sender.byMx(laboratory, server, laboratory.pinned())
                        .mandatory()
                        .send(text, "bob@unsigned.test"));
        assertThat(log.sessions(laboratory.pinned())).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(NameServer.class)
    void aDomainWithoutSignaturesGetsTheMailWhereDaneIsOpportunistic(NameServer server) throws Exception {
        Sender.byMx(laboratory, server, laboratory.pinned()).opportunistic().send(text, "bob@unsigned.test");
        assertDeliveredOverTls("bob@unsigned.test", laboratory.pinned());
    }

    @Test
    void aDomainThatProvesToHaveNoTlsaRecordsGetsTheMailOnlyWhereDaneIsOpportunistic() throws Exception {
        Sender sender = Sender.byMx(laboratory, NameServer.UNBOUND, laboratory.cleartext());
        for (String recipient : List.of("bob@nsec3.test", "bob@salted.test", "bob@plain.secure.test")) {
            assertRefused(Reason.NO_TLSA, () -> sender.mandatory().send(text, recipient));
        }
        assertThat(log.sessions(laboratory.cleartext())).isEmpty();

        sender.opportunistic().send(text, "bob@nsec3.test");
        assertThat(postfix.awaitMail(text)).contains("for <bob@nsec3.test>").doesNotContain("TLS");
        assertThat(log.sessions(laboratory.cleartext())).containsExactly(MAIL_IN_THE_CLEAR);
    }

    @ParameterizedTest
    @EnumSource(NameServer.class)
    void aServerWithoutStarttlsGetsNoMailWhereTlsaRecordsPromiseTls(NameServer server) {
        for (Sender sender : bothModes(server, laboratory.cleartext())) {
            assertRefused(Reason.STARTTLS_NOT_OFFERED, () -> sender.send(text, "bob@stripped.secure.test"));
        }
        assertThat(log.sessions(laboratory.cleartext()))
                .hasSize(2)
                .allSatisfy(
                        session -> assertThat(session).startsWith("ehlo=1").doesNotContain("mail=", "rcpt=", "data="));
        assertThat(postfix.mailWith(text)).isEmpty();
    }

    @Test
    void theNextMxHostGetsTheMailIfTheFirstCannotProveWhoItIs() throws Exception {
        Sender.byMx(laboratory, NameServer.UNBOUND, laboratory.pinned())
                .mandatory()
                .send(text, "bob@backup.secure.test");
        assertThat(postfix.awaitMail(text)).contains("for <bob@backup.secure.test>");
        List<String> sessions = log.sessions(laboratory.pinned());
        assertThat(sessions).hasSize(2);
        assertThat(sessions.get(0)).contains("starttls=").doesNotContain("mail=");
        assertThat(sessions.get(1)).isEqualTo(MAIL_OVER_TLS);
    }

    @Test
    void aMailToTwoDomainsReachesTheOneThatCanProveWhoItIs() {
        SendFailedException failure = catchThrowableOfType(
                SendFailedException.class,
                () -> Sender.byMx(laboratory, NameServer.UNBOUND, laboratory.pinned())
                        .mandatory()
                        .send(text, "bob@wrong.secure.test", "carol@key.secure.test"));
        assertThat(failure.getValidSentAddresses())
                .extracting(Address::toString)
                .containsExactly("carol@key.secure.test");
        assertThat(failure.getValidUnsentAddresses())
                .extracting(Address::toString)
                .containsExactly("bob@wrong.secure.test");
        assertThat(postfix.awaitMail(text)).contains("for <carol@key.secure.test>");
        assertThat(postfix.mailWith(text)).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource(NameServer.class)
    void aConfiguredHostWithThePublishedKeyGetsTheMail(NameServer server) throws Exception {
        Sender.toHost(laboratory, server, "mx.key.secure.test", laboratory.pinned())
                .mandatory()
                .send(text, "bob@anywhere.test");
        assertDeliveredOverTls("bob@anywhere.test", laboratory.pinned());
    }

    @Test
    void aConfiguredHostWithAnotherKeyGetsNoMail() {
        for (String mode : List.of("mandatory", "opportunistic")) {
            assertRefused(
                    Reason.LEAF_MISMATCH,
                    () -> Sender.toHost(laboratory, NameServer.UNBOUND, "mx.wrong.secure.test", laboratory.pinned())
                            .withMode(mode)
                            .send(text, "bob@anywhere.test"));
        }
        assertTlsWithoutMail(laboratory.pinned(), 2);
    }

    @Test
    void aConfiguredHostWithoutStarttlsGetsNoMailWhereTlsaRecordsPromiseTls() {
        assertRefused(
                Reason.STARTTLS_NOT_OFFERED,
                () -> Sender.toHost(laboratory, NameServer.UNBOUND, "mx.stripped.secure.test", laboratory.cleartext())
                        .opportunistic()
                        .send(text, "bob@anywhere.test"));
        assertThat(log.sessions(laboratory.cleartext()))
                .singleElement()
                .satisfies(session -> assertThat(session).doesNotContain("mail="));
    }

    private List<Sender> bothModes(NameServer server, Postfix.Listener listener) {
        return List.of(
                Sender.byMx(laboratory, server, listener).mandatory(),
                Sender.byMx(laboratory, server, listener).opportunistic());
    }

    private void assertDeliveredOverTls(String recipient, Postfix.Listener listener) {
        assertThat(postfix.awaitMail(text))
                .contains("(using TLSv1.3 with cipher ", "with ESMTPS id ", "for <" + recipient + ">");
        assertThat(postfix.mailWith(text)).hasSize(1);
        assertThat(log.sessions(listener)).containsExactly(MAIL_OVER_TLS);
    }

    private interface Sending {
        void run() throws MessagingException;
    }

    private static void assertRefused(Reason reason, Sending sending) {
        MessagingException thrown = catchThrowableOfType(MessagingException.class, sending::run);
        assertThat(thrown).as("the mail was sent").isNotNull();
        assertThat(Refusals.in(thrown))
                .withFailMessage(() -> "no refusal because of " + reason + ", but " + thrown)
                .extracting(DaneRefusedException::reason)
                .contains(reason);
    }

    private void assertTlsWithoutMail(Postfix.Listener listener, int count) {
        assertThat(log.sessions(listener))
                .hasSize(count)
                .allSatisfy(
                        session -> assertThat(session).contains("starttls=").doesNotContain("mail=", "rcpt=", "data="));
        assertThat(postfix.mailWith(text)).isEmpty();
        assertThat(log.lines()).noneMatch(line -> line.contains("from=<alice@sender.test>"));
    }
}
