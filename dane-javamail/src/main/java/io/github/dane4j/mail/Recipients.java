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

/** What is known of each recipient, the latest last. */
final class Recipients {
    private static final int PERMANENT = 500;

    private final Function<InternetAddress, String> domain;
    private final IdentityHashMap<InternetAddress, Supplier<RecipientOutcome>> latest = new IdentityHashMap<>();

    /** All of them are in one domain. */
    Recipients(String domain) {
        this(each -> domain);
    }

    /** Each is in a domain of its own. */
    Recipients(Function<InternetAddress, String> domain) {
        this.domain = domain;
    }

    /** Each address once. Local parts differ in case, domains do not (RFC 5321 section 2.4). */
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

    /** For recipients of whom no server has heard. */
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

    /** Nobody may ask for it. */
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

    /** A server has taken the message for them. */
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

    /** The server may have taken the message for them. */
    void uncertain(Collection<InternetAddress> recipients, DaneSmtpTransport transport) {
        put(
                recipients,
                RecipientOutcome.Kind.UNCERTAIN,
                StatusCode.BAD_CONNECTION,
                transport.attempt(),
                Optional.empty());
    }

    /** A server has said no to the message, or to them, by {@code code}. */
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

    /** What the server has said to each of those that it was told, in that order. */
    void refused(List<InternetAddress> told, DaneSmtpTransport transport) {
        List<Optional<ServerReply>> replies = transport.replies().toRecipients();
        for (int i = 0; i < Math.min(told.size(), replies.size()); i++) {
            int code = replies.get(i).map(ServerReply::code).orElse(0);
            if (!EndOfData.isPositive(code)) {
                refused(List.of(told.get(i)), transport, code, replies.get(i));
            }
        }
    }

    /** Those of them that the server has accepted. */
    static List<InternetAddress> accepted(List<InternetAddress> told, DaneSmtpTransport transport) {
        List<Optional<ServerReply>> replies = transport.replies().toRecipients();
        return IntStream.range(0, Math.min(told.size(), replies.size()))
                .filter(i -> EndOfData.isPositive(
                        replies.get(i).map(ServerReply::code).orElse(0)))
                .mapToObj(told::get)
                .toList();
    }

    /** Those of them that the server has refused, for good or for now. */
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

    /** They wait, for a reason of DANE or DNS. */
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

    /** The address cannot be sent to the one host that there is. */
    void unsendable(InternetAddress recipient, String statusCode, DaneSmtpTransport transport) {
        put(
                List.of(recipient),
                RecipientOutcome.Kind.FAILED,
                StatusCode.whenGivenUp(statusCode),
                transport.attempt(),
                Optional.empty());
    }

    /** They wait, and not because of the server. */
    void unsent(Collection<InternetAddress> recipients, String statusCode, DaneSmtpTransport transport) {
        put(recipients, RecipientOutcome.Kind.DEFERRED, statusCode, transport.attempt(), Optional.empty());
    }

    /** They wait, since a host cannot take their addresses. */
    void withoutUtf8(InternetAddress recipient, DaneSmtpTransport transport) {
        put(
                List.of(recipient),
                RecipientOutcome.Kind.DEFERRED,
                StatusCode.NO_UTF8,
                transport.attempt(),
                Optional.empty());
    }

    /** They wait, since there was no connection to {@code server} that could be used; or fail, if there never will be. */
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
                // Another host may be fit the next time.
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

    /** The time is over, or something of ours has failed: what is not decided by then waits. */
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

    /** What is known of {@code all}; of whom nothing is, wait. */
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
