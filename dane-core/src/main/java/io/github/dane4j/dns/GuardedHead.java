package io.github.dane4j.dns;

import io.github.dane4j.Reason;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.EDNSOption;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Resolver;
import org.xbill.DNS.Section;
import org.xbill.DNS.TSIG;
import org.xbill.DNS.Type;

/**
 * What the validator sees of the name servers: a reply that is fit for validation, or SERVFAIL. So a DS or DNSKEY query
 * that fails in any way ends validation in bogus (RFC 4035 section 4.3), and what really happened is kept in the
 * {@link Lookup}.
 */
final class GuardedHead implements Resolver {
    private final Upstream upstream;
    private final ReplyFilter filter;
    private final Clock clock;

    GuardedHead(Upstream upstream, ReplyFilter filter, Clock clock) {
        this.upstream = upstream;
        this.filter = filter;
        this.clock = clock;
    }

    /** Completes with a message, never exceptionally. */
    @Override
    public CompletionStage<Message> sendAsync(Message query, Executor executor) {
        if (ZoneProbe.isProbe(query)) {
            return CompletableFuture.completedFuture(ZoneProbe.reply(query));
        }
        Lookup<?> lookup = (Lookup<?>) executor;
        if (!lookup.begin(query.getQuestion())) {
            Exchange refused = Exchange.overBudget(query.getQuestion());
            lookup.end(refused);
            return CompletableFuture.completedFuture(servfail(query));
        }
        return upstream.exchange(query, lookup.deadlineNanos(), exchange -> judge(query, exchange))
                .thenApply(judged -> {
                    lookup.end(judged);
                    Message reply = judged.reply();
                    if (reply == null) {
                        return servfail(query);
                    }
                    UntimelySignatures.in(reply, clock.instant()).ifPresent(lookup::noteUntimely);
                    return reply;
                });
    }

    private Exchange judge(Message query, Exchange exchange) {
        Message reply = exchange.reply();
        if (reply == null) {
            return exchange;
        }
        try {
            Message useful = filter.filter(query, reply);
            if (isForKeys(query) && !hasSignature(useful)) {
                // Keys are asked for below signed zones only: the records or their denial must be signed.
                return exchange.rejected(Reason.DNSSEC_BOGUS, "nothing signed");
            }
            return exchange.withReply(useful);
        } catch (ReplyFilter.RejectedReply e) {
            return exchange.rejected(e.reason(), e.problem());
        } catch (RuntimeException e) {
            return exchange.rejected(Reason.DNS_MALFORMED, "a reply that makes no sense");
        }
    }

    private static boolean isForKeys(Message query) {
        int type = query.getQuestion().getType();
        return type == Type.DS || type == Type.DNSKEY;
    }

    private static boolean hasSignature(Message reply) {
        return Stream.of(Section.ANSWER, Section.AUTHORITY)
                .flatMap(section -> reply.getSection(section).stream())
                .anyMatch(record -> record.getType() == Type.RRSIG);
    }

    private static Message servfail(Message query) {
        Message message = new Message(query.getHeader().getID());
        message.getHeader().setFlag(Flags.QR);
        message.getHeader().setRcode(Rcode.SERVFAIL);
        message.addRecord(query.getQuestion(), Section.QUESTION);
        return message;
    }

    // The validator sets these when it is made. DO and TCP fallback are not options here, and the rest is not used.

    @Override
    public void setEDNS(int version, int payloadSize, int flags, @Nullable List<EDNSOption> options) {}

    @Override
    public void setIgnoreTruncation(boolean flag) {}

    @Override
    public void setPort(int port) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void setTCP(boolean flag) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void setTSIGKey(@Nullable TSIG key) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void setTimeout(Duration timeout) {
        throw new UnsupportedOperationException();
    }
}
