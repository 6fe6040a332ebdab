package io.github.dane4j.testkit;

import java.time.Duration;
import java.util.function.Function;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;

/**
 * A way for a {@link DnsTree} to answer a question badly, as a broken server or an attacker on the path would.
 *
 * <p>Immutable.
 */
public final class Fault {

    /** No reply at all. Over TCP the connection stays open. */
    public static final Fault NO_REPLY = new Fault("NO_REPLY", exchange -> Reply.silence());

    /** The reply code SERVFAIL. */
    public static final Fault SERVFAIL = new Fault("SERVFAIL", exchange -> exchange.refuse(Rcode.SERVFAIL));

    /** The reply code REFUSED. */
    public static final Fault REFUSED = new Fault("REFUSED", exchange -> exchange.refuse(Rcode.REFUSED));

    /** The reply code NOTIMP, which some servers give for types they do not know. */
    public static final Fault NOTIMP = new Fault("NOTIMP", exchange -> exchange.refuse(Rcode.NOTIMP));

    /** NOERROR with no records and no proof. */
    public static final Fault EMPTY = new Fault("EMPTY", exchange -> exchange.refuse(Rcode.NOERROR));

    /** The right records without any signature. */
    public static final Fault STRIP_SIGNATURES = new Fault("STRIP_SIGNATURES", DnsExchange::withoutSignatures);

    /** The right records, each signature with one byte changed. */
    public static final Fault CORRUPT_SIGNATURES = new Fault("CORRUPT_SIGNATURES", DnsExchange::withCorruptSignatures);

    /** The right answer without the NSEC and NSEC3 records that prove what is not there. */
    public static final Fault STRIP_PROOFS = new Fault("STRIP_PROOFS", DnsExchange::withoutProofs);

    /** No answer but a referral to the root, as a server gives that was never told of the zone (a lame one). */
    public static final Fault REFERRAL = new Fault("REFERRAL", DnsExchange::referral);

    /** The right answer under the message ID of another query. */
    public static final Fault WRONG_ID = new Fault("WRONG_ID", DnsExchange::withWrongId);

    /** The right answer under another question. */
    public static final Fault WRONG_QUESTION = new Fault("WRONG_QUESTION", DnsExchange::withWrongQuestion);

    /** A reply to this query by its header, followed by bytes that are not a message. */
    public static final Fault GARBAGE = new Fault("GARBAGE", DnsExchange::garbage);

    /** A truncated reply over UDP, and over TCP a connection that closes instead of a reply. */
    public static final Fault TRUNCATED_ALWAYS = new Fault("TRUNCATED_ALWAYS", DnsExchange::truncated);

    /** The right records of each section in reverse order, such as an alias before the DNAME that it was made by. */
    public static final Fault REVERSE_ORDER = new Fault("REVERSE_ORDER", DnsExchange::inReverseOrder);

    /** The right answer without DNAME records: only with the alias that was made by one. */
    public static final Fault STRIP_REDIRECTIONS = new Fault("STRIP_REDIRECTIONS", DnsExchange::withoutRedirections);

    /** The right answer, and in the AUTHORITY section the signature of NS records that are not there. */
    public static final Fault ORPHAN_SIGNATURE = new Fault("ORPHAN_SIGNATURE", DnsExchange::withOrphanSignature);

    private final String name;
    private final Function<DnsExchange, Reply> response;

    private Fault(String name, Function<DnsExchange, Reply> response) {
        this.name = name;
        this.response = response;
    }

    /**
     * The right answer, late.
     *
     * @param delay counted from the arrival of the query
     * @return a fault that delays
     * @throws IllegalArgumentException if the delay is negative
     */
    public static Fault delay(Duration delay) {
        if (delay.isNegative()) {
            throw new IllegalArgumentException("a delay of " + delay);
        }
        return new Fault("delay of " + delay, exchange -> exchange.honest().after(delay));
    }

    /**
     * The right records under another reply code.
     *
     * @param code for example 3 for NXDOMAIN; at most 15
     * @return a fault that changes the code
     * @throws IllegalArgumentException if the code does not fit into the header
     */
    public static Fault rcode(int code) {
        if (code < 0 || code > 15) {
            throw new IllegalArgumentException("a reply code of " + code);
        }
        return new Fault("reply code " + Rcode.string(code), exchange -> exchange.underCode(code));
    }

    /**
     * The right answer to another question, with its signatures and proofs, as an attacker who recorded it would send it. In
     * the ANSWER section the name that was asked for takes the place of the other one.
     *
     * @param name the other name, with or without its final dot
     * @param type the other type
     * @return a fault that answers another question
     * @throws IllegalArgumentException if name or type is not valid
     */
    public static Fault answerTo(String name, String type) {
        Name other = ZoneBuilder.parseName(name, Name.root);
        int number = DnsTree.typeNumber(type);
        return new Fault("answer to " + other + " " + type, exchange -> exchange.answeredLike(other, number));
    }

    /**
     * The right answer, each signature preceded by copies that do not hold: work for a validator, which has to try them.
     *
     * @param copies of each signature
     * @return a fault that adds signatures
     * @throws IllegalArgumentException if the number is negative
     */
    public static Fault corruptCopies(int copies) {
        if (copies < 0) {
            throw new IllegalArgumentException(copies + " copies");
        }
        return new Fault(copies + " corrupt copies", exchange -> exchange.withCorruptCopies(copies));
    }

    /**
     * The right records with another TTL, in signatures too, as it stands outside of what is signed.
     *
     * @param seconds the TTL
     * @return a fault that changes TTLs
     */
    public static Fault ttl(long seconds) {
        return new Fault("TTL " + seconds, exchange -> exchange.withTtl(seconds));
    }

    /**
     * This fault by UDP, and by TCP the right answer, for a client that asks once more.
     *
     * @return a fault for those who ask once
     */
    public Fault onlyByUdp() {
        return new Fault(name + ", by UDP", exchange -> exchange.isByUdp() ? respond(exchange) : exchange.honest());
    }

    /**
     * This fault for queries with CD, and the right answer to others: that of a server that validates, and has cached bad
     * data for those who want it all the same.
     *
     * @return a fault for those who set CD
     */
    public Fault onlyWithCheckingDisabled() {
        return new Fault(
                name + ", with CD", exchange -> exchange.isCheckingDisabled() ? respond(exchange) : exchange.honest());
    }

    /**
     * This fault, and right behind it the right answer: a stray or forged reply that arrives first.
     *
     * @return a fault with two replies
     */
    public Fault thenTheRightAnswer() {
        return new Fault(
                name + ", then the right answer", exchange -> respond(exchange).then(exchange.honest()));
    }

    Reply respond(DnsExchange exchange) {
        return response.apply(exchange);
    }

    @Override
    public String toString() {
        return name;
    }
}
