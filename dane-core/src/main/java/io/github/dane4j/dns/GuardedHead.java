package io.github.dane4j.dns;

import io.github.dane4j.Reason;
import java.time.Clock;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.stream.Stream;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/**
 * What the validator sees of the name servers: a reply that is fit for validation, or SERVFAIL. So a DS or DNSKEY query
 * that fails in any way ends validation in bogus (RFC 4035 section 4.3), and what really happened is kept in the
 * {@link Lookup}.
 */
final class GuardedHead extends Head {
    private final Exchanges exchanges;
    private final TrustAnchors anchors;
    private final ReplyFilter filter;
    private final Clock clock;
    private final ChainOfTrust chain;

    GuardedHead(Exchanges exchanges, TrustAnchors anchors, Clock clock, ChainOfTrust chain) {
        this.exchanges = exchanges;
        this.anchors = anchors;
        this.filter = new ReplyFilter(anchors);
        this.clock = clock;
        this.chain = chain;
    }

    /** Completes with a message, never exceptionally. */
    @Override
    public CompletionStage<Message> sendAsync(Message query, Executor executor) {
        if (ZoneProbe.isProbe(query)) {
            return CompletableFuture.completedFuture(ZoneProbe.reply(query));
        }
        Lookup<?> lookup = (Lookup<?>) executor;
        lookup.begin(query.getQuestion());
        CompletableFuture<Exchange> exchange = exchanges.ask(query, lookup, each -> judge(query.getQuestion(), each));
        if (exchange.isDone()) {
            return exchange.thenApply(it -> read(query, it, lookup));
        }
        if (!Exchanges.isForKeys(query.getQuestion())) {
            askAhead(KeyQueries.beforeReply(query.getQuestion().getName(), anchors), lookup);
        }
        // What follows is validation, and no work for a thread of the transport.
        return exchange.thenApplyAsync(it -> read(query, it, lookup), lookup);
    }

    private Message read(Message query, Exchange exchange, Lookup<?> lookup) {
        Message reply = exchange.reply();
        if (reply != null && !lookup.mayCheck(Work.of(reply))) {
            lookup.end(exchange.tooMuchWork());
            return servfail(query);
        }
        lookup.end(exchange);
        if (reply == null) {
            return servfail(query);
        }
        UntimelySignatures.in(reply, clock.instant()).ifPresent(lookup::noteUntimely);
        if (Exchanges.isForKeys(query.getQuestion())) {
            chain.note(query.getQuestion(), reply, clock.instant());
        } else {
            askAhead(KeyQueries.afterReply(reply, anchors), lookup);
        }
        return copy(query, reply);
    }

    private void askAhead(Set<Record> questions, Lookup<?> lookup) {
        questions.forEach(question -> exchanges.askAhead(question, lookup, each -> judge(question, each)));
    }

    /** The validator works on what it gets, and others may get the same. */
    private static Message copy(Message query, Message reply) {
        Message copy = new Message(query.getHeader().getID());
        copy.getHeader().setFlag(Flags.QR);
        copy.getHeader().setFlag(Flags.RA);
        copy.getHeader().setRcode(reply.getRcode());
        copy.addRecord(query.getQuestion(), Section.QUESTION);
        for (int section : new int[] {Section.ANSWER, Section.AUTHORITY}) {
            reply.getSection(section).forEach(record -> copy.addRecord(record, section));
        }
        return copy;
    }

    private Exchange judge(Record question, Exchange exchange) {
        Message reply = exchange.reply();
        if (reply == null) {
            return exchange;
        }
        try {
            Message useful = filter.filter(question, reply);
            if (Exchanges.isForKeys(question) && !hasSignature(useful)) {
                // Keys are asked for below signed zones only: the records or their denial must be signed.
                return exchange.rejected(Reason.DNSSEC_BOGUS, "nothing signed");
            }
            return exchange.withReply(useful);
        } catch (ReplyFilter.RejectedReply e) {
            return exchange.rejected(e);
        } catch (RuntimeException e) {
            return exchange.rejected(Reason.DNS_MALFORMED, "a reply that makes no sense");
        }
    }

    private static boolean hasSignature(Message reply) {
        return Stream.of(Section.ANSWER, Section.AUTHORITY)
                .flatMap(section -> reply.getSection(section).stream())
                .anyMatch(record -> record.getType() == Type.RRSIG);
    }
}
