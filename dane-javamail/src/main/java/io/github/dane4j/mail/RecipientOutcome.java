package io.github.dane4j.mail;

import io.github.dane4j.DomainName;
import io.github.dane4j.Printable;
import io.github.dane4j.Reason;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * The outcome for one recipient of a message that {@link MxTransport} or {@link SMTPTransport} sent. Immutable.
 *
 * <pre>{@code
 * try {
 *     Transport.send(message);
 * } catch (MessagingException e) {
 *     for (RecipientOutcome each : RecipientOutcome.allIn(e)) {
 *         each.retryAfter().ifPresent(pause -> queue.add(each.recipient(), pause));
 *     }
 * }
 * }</pre>
 *
 * <p>An {@link OutcomeListener} receives them for messages that were delivered to everyone, too.
 *
 * @param recipient the address as given
 * @param domain of the recipient, in A-labels; an address literal with its brackets; empty if the address has none
 * @param kind the kind of outcome
 * @param statusCode the enhanced status code (RFC 3463): the one in the server's reply if it has one, otherwise ours
 * @param attempt the attempt at the host that decided, or else the last attempt; empty if there was none
 * @param reply that server's reply about the recipient or the message, as one line of printable ASCII; empty if there was
 *     none
 */
public record RecipientOutcome(
        String recipient,
        String domain,
        Kind kind,
        String statusCode,
        Optional<Attempt> attempt,
        Optional<String> reply) {
    /** RFC 5321 section 4.5.4.1: at least 30 minutes. */
    static final Duration PAUSE = Duration.ofMinutes(30);

    /** RFC 5321 section 4.5.3.1: local part, at sign, domain. */
    private static final int MAX_ADDRESS = 320;

    private static final int MAX_EXCEPTIONS = 10_000;

    /** The possible outcomes for a recipient. */
    public enum Kind {
        /** A server has taken responsibility for the message. */
        DELIVERED,
        /** Not delivered for now: try again later. */
        DEFERRED,
        /** Not delivered, permanently: do not try again. */
        FAILED,
        /**
         * The message was sent completely, but the server did not say whether it accepts it: it may arrive twice if it is
         * sent again, and never if it is not (RFC 1047). The application has to choose.
         */
        UNCERTAIN
    }

    /**
     * One host that was tried.
     *
     * @param server host and port, such as {@code mx.example.org:25}
     * @param address the address that was connected to; empty if there was no connection
     * @param tlsVersion the JSSE name, such as {@code TLSv1.3}; empty without TLS, and where it cannot be seen: with Angus
     *     Mail before 2.0.3 and a TLS implementation other than the JDK's
     * @param cipherSuite the JSSE name; empty where {@code tlsVersion} is
     * @param tlsaRecord the record that authenticated the server, in presentation format; empty if none did
     * @param mtaStsDomain the domain whose MTA-STS policy in mode {@code enforce} the connection satisfies, because PKIX has
     *     authenticated the server as one of its MX hosts; empty otherwise, and where a TLSA record decides
     * @param reason why no record did; empty if one did, and if the attempt did not get that far
     */
    public record Attempt(
            String server,
            Optional<InetAddress> address,
            Optional<String> tlsVersion,
            Optional<String> cipherSuite,
            Optional<String> tlsaRecord,
            Optional<DomainName> mtaStsDomain,
            Optional<Reason> reason) {
        static Attempt refused(String server, Reason reason) {
            return new Attempt(
                    server,
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.of(reason));
        }
    }

    /** The status code when the message leaves the queue undelivered: of class 5 where {@link #statusCode} is of class 4. */
    public String finalStatusCode() {
        return StatusCode.whenGivenUp(statusCode);
    }

    /**
     * The least time to wait before another attempt: half an hour (RFC 5321 section 4.5.4.1), whatever the reason. By then
     * failed DNS lookups are forgotten (RFC 2308 section 7: after five minutes at most), and greylisting servers let the
     * mail in; every other failure lasts until someone changes something. Empty if another attempt is pointless, or not for
     * this library to decide ({@link Kind#UNCERTAIN}). Give up after four to five days, or after as long as your users are
     * willing to wait.
     */
    public Optional<Duration> retryAfter() {
        return kind == Kind.DEFERRED ? Optional.of(PAUSE) : Optional.empty();
    }

    /**
     * The outcomes behind {@code failure}, one for each recipient, however a mail stack has wrapped the transport's
     * exception. Empty if there are none: nothing was sent then, for example because a relay could not be connected to.
     */
    public static List<RecipientOutcome> allIn(Throwable failure) {
        Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        Deque<Throwable> left = new ArrayDeque<>(List.of(failure));
        while (!left.isEmpty() && seen.size() < MAX_EXCEPTIONS) {
            Throwable next = left.remove();
            if (!seen.add(next)) {
                continue;
            }
            if (next instanceof Carrier carrier) {
                return carrier.outcomes();
            }
            if (next.getCause() != null) {
                left.add(next.getCause());
            }
            left.addAll(List.of(next.getSuppressed()));
        }
        return List.of();
    }

    /** An exception that carries the outcomes. */
    interface Carrier {
        List<RecipientOutcome> outcomes();
    }

    /** One line, for a log. */
    @Override
    public String toString() {
        return statusCode + " " + Printable.clip(recipient, MAX_ADDRESS) + " "
                + kind.name().toLowerCase(Locale.ROOT)
                + attempt.map(each -> ", " + each.server()
                                + each.address()
                                        .map(a -> " at " + a.getHostAddress())
                                        .orElse("")
                                + each.tlsVersion()
                                        .map(version -> ", " + version)
                                        .orElse("")
                                + each.tlsaRecord()
                                        .map(record -> ", TLSA " + record)
                                        .orElse("")
                                + each.mtaStsDomain()
                                        .map(policy -> ", by the MTA-STS policy of " + policy)
                                        .orElse("")
                                + each.reason()
                                        .map(why -> ", " + why.description())
                                        .orElse(""))
                        .orElse("")
                + reply.map(text -> ": " + text).orElse("");
    }
}
