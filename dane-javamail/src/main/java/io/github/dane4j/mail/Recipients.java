package io.github.dane4j.mail;

import io.github.dane4j.Reason;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.InternetAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.eclipse.angus.mail.util.MailConnectException;
import org.jspecify.annotations.Nullable;

/** What is known about each recipient; later facts replace earlier ones. */
final class Recipients {
    private static final int PERMANENT = 500;

    private final Function<InternetAddress, String> domain;
    private final IdentityHashMap<InternetAddress, Supplier<RecipientOutcome>> latest = new IdentityHashMap<>();

    /** For recipients in one domain. */
    Recipients(String domain) {
        this(each -> domain);
    }

    /** For recipients in any domains. */
    Recipients(Function<InternetAddress, String> domain) {
        this.domain = domain;
    }

    /** Each address once. Local parts are case-sensitive, domains are not (RFC 5321 section 2.4). */
    static List<InternetAddress> distinct(List<InternetAddress> addresses) {
        if (addresses.size() < 2) {
            return addresses;
        }
        Map<String, InternetAddress> distinct = new LinkedHashMap<>();
        for (InternetAddress each : addresses) {
            String text = String.valueOf(each.getAddress());
            int at = text.lastIndexOf('@') + 1;
            distinct.putIfAbsent(text.substring(0, at) + text.substring(at).toLowerCase(Locale.ROOT), each);
        }
        return new ArrayList<>(distinct.values());
    }

    /** For recipients that no server was told of. */
    static List<RecipientOutcome> unattempted(
            Collection<InternetAddress> recipients, String domain, RecipientOutcome.Kind kind, String statusCode) {
        return recipients.stream()
                .map(each -> new RecipientOutcome(
                        address(each), domain, kind, statusCode, Optional.empty(), Optional.empty()))
                .toList();
    }

    private static String address(InternetAddress recipient) {
        return String.valueOf(recipient.getAddress());
    }

    private void put(
            Collection<InternetAddress> recipients,
            RecipientOutcome.Kind kind,
            String statusCode,
            Optional<RecipientOutcome.Attempt> attempt,
            Optional<ServerReply> reply) {
        put(recipients, kind, () -> statusCode, attempt, reply);
    }

    /** The outcome is made only if someone asks for it. */
    private void put(
            Collection<InternetAddress> recipients,
            RecipientOutcome.Kind kind,
            Supplier<String> statusCode,
            Optional<RecipientOutcome.Attempt> attempt,
            Optional<ServerReply> reply) {
        for (InternetAddress each : recipients) {
            latest.put(
                    each,
                    () -> new RecipientOutcome(
                            address(each),
                            domain.apply(each),
                            kind,
                            statusCode.get(),
                            attempt,
                            reply.map(ServerReply::shown)));
        }
    }

    private @Nullable RecipientOutcome known(InternetAddress recipient) {
        Supplier<RecipientOutcome> known = latest.get(recipient);
        return known == null ? null : known.get();
    }

    /** A server has accepted the message for them. */
    void delivered(Collection<InternetAddress> recipients, DaneSmtpTransport transport, Optional<ServerReply> reply) {
        put(
                recipients,
                RecipientOutcome.Kind.DELIVERED,
                () -> reply.map(ServerReply::statusCode)
                        .filter(code -> code.startsWith("2"))
                        .orElse(StatusCode.DELIVERED),
                transport.attempt(),
                reply);
    }

    /** The server may have accepted the message for them. */
    void uncertain(Collection<InternetAddress> recipients, DaneSmtpTransport transport) {
        put(
                recipients,
                RecipientOutcome.Kind.UNCERTAIN,
                StatusCode.BAD_CONNECTION,
                transport.attempt(),
                Optional.empty());
    }

    /** A server has refused the message, or these recipients, with {@code code}. */
    void refused(
            Collection<InternetAddress> recipients,
            DaneSmtpTransport transport,
            int code,
            Optional<ServerReply> reply) {
        put(
                recipients,
                code >= PERMANENT ? RecipientOutcome.Kind.FAILED : RecipientOutcome.Kind.DEFERRED,
                reply.map(ServerReply::statusCode).orElseGet(() -> withoutReply(code)),
                transport.attempt(),
                reply);
    }

    private static String withoutReply(int code) {
        if (code == 0) {
            return StatusCode.BAD_CONNECTION;
        }
        return code >= PERMANENT ? StatusCode.whenGivenUp(StatusCode.UNDEFINED) : StatusCode.UNDEFINED;
    }

    /** Records the refusals in the server's replies to the recipients that it was told of, in that order. */
    void refused(List<InternetAddress> told, DaneSmtpTransport transport) {
        List<Optional<ServerReply>> replies = transport.replies().toRecipients();
        for (int i = 0; i < Math.min(told.size(), replies.size()); i++) {
            int code = replies.get(i).map(ServerReply::code).orElse(0);
            if (!EndOfData.isPositive(code)) {
                refused(List.of(told.get(i)), transport, code, replies.get(i));
            }
        }
    }

    /** The recipients that the server has accepted. */
    static List<InternetAddress> accepted(List<InternetAddress> told, DaneSmtpTransport transport) {
        List<Optional<ServerReply>> replies = transport.replies().toRecipients();
        return IntStream.range(0, Math.min(told.size(), replies.size()))
                .filter(i -> EndOfData.isPositive(
                        replies.get(i).map(ServerReply::code).orElse(0)))
                .mapToObj(told::get)
                .toList();
    }

    /** The recipients that the server has refused, permanently or temporarily. */
    static List<InternetAddress> refused(List<InternetAddress> told, DaneSmtpTransport transport, boolean forGood) {
        List<Optional<ServerReply>> replies = transport.replies().toRecipients();
        return IntStream.range(0, Math.min(told.size(), replies.size()))
                .filter(i -> {
                    int code = replies.get(i).map(ServerReply::code).orElse(0);
                    return !EndOfData.isPositive(code) && code >= PERMANENT == forGood;
                })
                .mapToObj(told::get)
                .toList();
    }

    /** They wait because of DANE or DNS. */
    void waiting(Collection<InternetAddress> recipients, String server, Reason reason) {
        put(
                recipients,
                RecipientOutcome.Kind.DEFERRED,
                StatusCode.of(reason),
                Optional.of(RecipientOutcome.Attempt.refused(server, reason)),
                Optional.empty());
    }

    /** Their domain takes no mail. */
    void undeliverable(Collection<InternetAddress> recipients, Reason reason) {
        for (InternetAddress each : recipients) {
            put(
                    List.of(each),
                    RecipientOutcome.Kind.FAILED,
                    StatusCode.of(reason),
                    Optional.of(RecipientOutcome.Attempt.refused(domain.apply(each), reason)),
                    Optional.empty());
        }
    }

    /** The address cannot be sent to the only host. */
    void unsendable(InternetAddress recipient, String statusCode, DaneSmtpTransport transport) {
        put(
                List.of(recipient),
                RecipientOutcome.Kind.FAILED,
                StatusCode.whenGivenUp(statusCode),
                transport.attempt(),
                Optional.empty());
    }

    /** They wait, but not because of the server. */
    void unsent(Collection<InternetAddress> recipients, String statusCode, DaneSmtpTransport transport) {
        put(recipients, RecipientOutcome.Kind.DEFERRED, statusCode, transport.attempt(), Optional.empty());
    }

    /** They wait because a host does not accept their addresses. */
    void withoutUtf8(InternetAddress recipient, DaneSmtpTransport transport) {
        put(
                List.of(recipient),
                RecipientOutcome.Kind.DEFERRED,
                StatusCode.NO_UTF8,
                transport.attempt(),
                Optional.empty());
    }

    /** They wait because there was no usable connection to {@code server}; or fail, if there never will be one. */
    void unreachable(
            Collection<InternetAddress> recipients,
            String server,
            Optional<RecipientOutcome.Attempt> attempt,
            MessagingException failure) {
        Optional<DaneRefusedException> refused = MailRefusal.in(failure);
        String code = refused.map(DaneRefusedException::statusCode)
                .orElse(failure instanceof MailConnectException ? StatusCode.NO_ANSWER : StatusCode.BAD_CONNECTION);
        boolean forGood = StatusCode.isForGood(code);
        RecipientOutcome.Attempt tried = attempt.orElse(new RecipientOutcome.Attempt(
                server,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty()));
        put(
                // Another host may be suitable next time.
                recipients.stream()
                        .filter(each -> !(forGood && isDeferred(each)))
                        .toList(),
                forGood ? RecipientOutcome.Kind.FAILED : RecipientOutcome.Kind.DEFERRED,
                code,
                Optional.of(new RecipientOutcome.Attempt(
                        tried.server(),
                        tried.address(),
                        tried.tlsVersion(),
                        tried.cipherSuite(),
                        refused.isPresent() ? Optional.empty() : tried.tlsaRecord(),
                        refused.isPresent() ? Optional.empty() : tried.mtaStsDomain(),
                        refused.map(DaneRefusedException::reason).or(tried::reason))),
                Optional.empty());
    }

    private boolean isDeferred(InternetAddress recipient) {
        RecipientOutcome before = known(recipient);
        return before != null && before.kind() == RecipientOutcome.Kind.DEFERRED;
    }

    /** The time is over, or our side has failed: recipients not decided by then wait. */
    void brokenOff(Collection<InternetAddress> recipients, String statusCode) {
        for (InternetAddress each : recipients) {
            RecipientOutcome before = known(each);
            put(
                    List.of(each),
                    RecipientOutcome.Kind.DEFERRED,
                    statusCode,
                    before == null ? Optional.empty() : before.attempt(),
                    Optional.empty());
        }
    }

    /** The outcomes for {@code all}; recipients without one wait. */
    List<RecipientOutcome> outcomes(Collection<InternetAddress> all) {
        return all.stream()
                .map(each -> {
                    RecipientOutcome known = known(each);
                    return known != null
                            ? known
                            : unattempted(
                                            List.of(each),
                                            domain.apply(each),
                                            RecipientOutcome.Kind.DEFERRED,
                                            StatusCode.UNDEFINED)
                                    .get(0);
                })
                .toList();
    }
}
