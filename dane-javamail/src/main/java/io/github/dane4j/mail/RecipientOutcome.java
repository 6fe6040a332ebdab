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
 * What became of one recipient of a message that {@link MxTransport} or {@link SMTPTransport} sent. Immutable.
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
 * <p>An {@link OutcomeListener} gets them for messages that were delivered to everybody, too.
 *
 * @param recipient the address as it was given
 * @param domain of the recipient, in A-labels; an address literal with its brackets; empty if the address has none
 * @param kind what became of it
 * @param statusCode the enhanced status code (RFC 3463): that of the server's reply where it has one, else ours
 * @param attempt at the host that decided, or the last one that was tried; empty if there was none
 * @param reply what that server said about the recipient or the message, in one line of printable ASCII; empty if it said
 *     nothing
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

    /** What can become of a recipient. */
    public enum Kind {
        /** A server is responsible for the message now. */
        DELIVERED,
        /** Not delivered; it makes sense to try again. */
        DEFERRED,
        /** Not delivered, permanently: do not try again. */
        FAILED,
        /**
         * The message was sent to its end, and then the server did not say whether it accepts it: it may arrive twice if it is
         * sent again, and never if it is not (RFC 1047). That is for the application to say.
         */
        UNCERTAIN
    }

    /**
     * One host that was tried.
     *
     * @param server host and port, such as {@code mx.example.org:25}
     * @param address that was connected to; empty if there was no connection
     * @param tlsVersion in the words of JSSE, such as {@code TLSv1.3}; empty without TLS, and if it cannot be seen: with
     *     Angus Mail before 2.0.3, and another TLS than the JDK's
     * @param cipherSuite the same
     * @param tlsaRecord the record that authenticated the server, in presentation format; empty if none did
     * @param mtaStsDomain the domain whose MTA-STS policy, in mode {@code enforce}, the connection satisfies: PKIX has authenticated
     *     the server as one of its MX hosts; empty otherwise, and where a TLSA record decides
     * @param reason why none did; empty if one did, and if the host was not asked so far
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
     * How long to wait before it makes sense to try again, at least: half an hour (RFC 5321 section 4.5.4.1), whatever the reason
     * is. Failed DNS lookups are forgotten by then (RFC 2308 section 7: after five minutes at most), and servers that greylist let the
     * mail in; somebody has to change something about all other failures. Empty if trying makes no sense, or is not for this
     * library to say ({@link Kind#UNCERTAIN}). Give up after four to five days, or after as long as your users want to wait.
     */
    public Optional<Duration> retryAfter() {
        return kind == Kind.DEFERRED ? Optional.of(PAUSE) : Optional.empty();
    }

    /**
     * The outcomes behind {@code failure}, one for each recipient, whatever a mail stack has put around the exception of the
     * transport. Empty if there are none: nothing was sent then, as when a relay could not be connected to.
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

    /** An exception that has the outcomes. */
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
