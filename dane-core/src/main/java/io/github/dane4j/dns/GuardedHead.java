package io.github.dane4j.dns;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.EDNSOption;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Resolver;
import org.xbill.DNS.Section;
import org.xbill.DNS.TSIG;

/**
 * What the validator sees of the name servers: a reply that is fit for validation, or SERVFAIL. So a DS or DNSKEY query
 * that fails in any way ends validation in bogus (RFC 4035 section 4.3), and what really happened is kept in the
 * {@link Lookup}.
 */
final class GuardedHead implements Resolver {
    private final NameServers servers;
    private final ReplyFilter filter;

    GuardedHead(NameServers servers, ReplyFilter filter) {
        this.servers = servers;
        this.filter = filter;
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
        return servers.exchange(query, lookup.deadlineNanos()).thenApply(exchange -> {
            Exchange judged = judge(query, exchange);
            lookup.end(judged);
            Message reply = judged.reply();
            return reply == null ? servfail(query) : reply;
        });
    }

    private Exchange judge(Message query, Exchange exchange) {
        Message reply = exchange.reply();
        if (reply == null) {
            return exchange;
        }
        try {
            return exchange.withReply(filter.filter(query, reply));
        } catch (ReplyFilter.RejectedReply e) {
            return exchange.rejected(e.reason(), e.problem());
        }
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
