package io.github.dane4j.jsse;

import io.github.dane4j.DomainName;
import io.github.dane4j.InvalidNameException;
import io.github.dane4j.Printable;
import io.github.dane4j.Reason;
import io.github.dane4j.dns.Answer;
import io.github.dane4j.policy.TlsPlan;
import io.github.dane4j.verify.DaneResult;
import io.github.dane4j.verify.DaneResult.NotAuthenticated;
import io.github.dane4j.verify.RecordFinding;
import java.net.InetAddress;
import java.util.List;

/** Makes the exceptions for refusals, with all their texts. */
final class RefusalExceptions {
    /** Enough for the three numbers and a SHA-256. */
    private static final int RECORD_SHOWN = 80;

    private static final int TEXT_SHOWN = 80;

    private static final String REFUSED = "DANE refused ";
    private static final String HINT = "\n  hint    ";

    private RefusalExceptions() {}

    /** The server's certificates do not match. */
    static DaneCertificateException of(JudgedServer server, DaneResult result) {
        Reason reason = result instanceof NotAuthenticated no ? no.reason() : Reason.NO_USABLE_RECORDS;
        StringBuilder text =
                new StringBuilder(REFUSED).append(server.name()).append(", ").append(result.explain());
        server.plan().ifPresent(plan -> text.append('\n').append(plan.explain()));
        return new DaneCertificateException(reason, server.name(), text.toString(), result);
    }

    /** What DNS says rules out a connection. */
    static DaneLookupException of(TlsPlan.Refuse plan) {
        // What to do about a lookup that failed is part of its explanation.
        boolean hinted = plan.evidence().stream().anyMatch(answer -> answer.kind() == Answer.Kind.FAILURE);
        return new DaneLookupException(
                plan.reason(),
                plan.server(),
                plan.culprit().orElse(null),
                List.of(),
                REFUSED + plan.explain() + (hinted ? "" : hint(plan.reason())));
    }

    /** DNS proves that the server makes no such promise, and the application asks for one. */
    static DaneLookupException of(TlsPlan.NotCovered plan) {
        return new DaneLookupException(
                plan.reason(), plan.server(), null, List.of(), REFUSED + plan.explain() + hint(plan.reason()));
    }

    /** There are records, but none is usable. */
    static DaneLookupException of(TlsPlan.Encrypt plan, List<RecordFinding> unusable) {
        Reason reason = Reason.NO_USABLE_RECORDS;
        StringBuilder text =
                new StringBuilder(REFUSED).append(plan.server()).append(", ").append(reason.description());
        for (RecordFinding finding : unusable) {
            text.append("\n  record  ")
                    .append(Printable.clip(finding.record().toShortString(), RECORD_SHOWN))
                    .append("  ")
                    .append(finding.reason().description());
        }
        text.append(hint(reason)).append('\n').append(plan.explain());
        return new DaneLookupException(reason, plan.server(), null, plan.records(), text.toString());
    }

    /** The host is not a DNS name. */
    static DaneLookupException of(String host, InvalidNameException invalid) {
        return withoutLookup(invalid.reason(), host, REFUSED + "the connection: " + invalid.getMessage());
    }

    /** No host was given. */
    static DaneLookupException withoutHost() {
        return withoutLookup(
                Reason.INVALID_NAME,
                "unknown host",
                REFUSED + "the connection: it was made without a host name, and TLSA records are looked up by it" + HINT
                        + "pass the host and port that are connected to: createSSLEngine(host, port), or"
                        + " createSocket(socket, host, port, true)");
    }

    /** An address that carries a name, which may be what a reverse lookup said. */
    static DaneLookupException namedAddress(InetAddress address) {
        return withoutLookup(
                Reason.ADDRESS_LITERAL,
                address.toString(),
                REFUSED + "the connection: it was made to the InetAddress "
                        + Printable.clip(address.toString(), TEXT_SHOWN)
                        + ", whose name may come from a reverse lookup and proves nothing" + HINT
                        + "pass the host name as text: createSocket(host, port)");
    }

    /** A name without a port to look it up with. */
    static DaneLookupException withoutPort(DomainName name, int port) {
        return withoutLookup(
                Reason.INVALID_PORT,
                name.toString(),
                REFUSED + name + ": the port given is " + port + ", and TLSA records are looked up by host and port"
                        + HINT
                        + "pass the port that is connected to, 1 to 65535, such as 443 for https; where a URL names no"
                        + " port, URL.getPort() and URI.getPort() return -1");
    }

    private static DaneLookupException withoutLookup(Reason reason, String host, String text) {
        return new DaneLookupException(reason, Printable.clip(host, TEXT_SHOWN), null, List.of(), text);
    }

    /** A line with advice for what DNS proves; none for any other reason, since wrong advice is worse than none. */
    private static String hint(Reason reason) {
        return switch (reason) {
            case NO_TLSA -> HINT + "publish a TLSA record for the server's key, or let PKIX decide about such names";
            case HOST_INSECURE ->
                HINT + "sign the zone with DNSSEC and publish a TLSA record, or let PKIX decide about such names";
            case NO_USABLE_RECORDS -> HINT + "publish a 3 1 1 record for the server's key";
            case NO_ADDRESS -> HINT + "check the name";
            default -> "";
        };
    }
}
