package io.github.dane4j.dns;

import io.github.dane4j.Reason;
import io.github.dane4j.dns.query.Attempt;
import io.github.dane4j.dns.query.NameServers;
import io.github.dane4j.dns.query.QueryOutcome;
import io.github.dane4j.dns.query.Upstream;
import io.github.dane4j.testkit.DnsTree;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import org.xbill.DNS.Message;
import org.xbill.DNS.Record;

/**
 * The replies of a tree, each asked for once and then given from memory, changed on the way. So what is measured or tried a
 * thousand times is the resolver.
 */
final class RecordedUpstream implements Upstream {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Map<Record, byte[]> replies = new ConcurrentHashMap<>();
    private final DnsTree tree;
    private volatile Change change = (question, reply) -> reply;

    RecordedUpstream(DnsTree tree) {
        this.tree = tree;
    }

    /** Changes replies from now on: from the question and the bytes of the right reply. */
    void change(Change changed) {
        change = changed;
    }

    /** What to make of a reply, whose question is for example {@code example.test DNSKEY}. */
    @FunctionalInterface
    interface Change {
        byte[] apply(String question, byte[] reply);
    }

    /** Changes replies as messages. */
    void changeMessages(UnaryOperator<Message> changed) {
        change((question, reply) -> {
            try {
                return changed.apply(new Message(reply)).toWire(65535);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    /** The replies so far. */
    List<byte[]> replies() {
        return List.copyOf(replies.values());
    }

    @Override
    public QueryOutcome exchange(
            Message query, long deadlineNanos, Attempt attempt, UnaryOperator<QueryOutcome> judge) {
        Record question = query.getQuestion();
        byte[] reply = replies.computeIfAbsent(question, this::ask);
        byte[] changed = change.apply(QueryOutcome.describe(question), reply);
        QueryOutcome exchange;
        try {
            exchange = QueryOutcome.replied(question, "memory", new Message(changed));
        } catch (IOException | RuntimeException e) {
            exchange = QueryOutcome.failed(question, "memory", Reason.DNS_MALFORMED, String.valueOf(e.getMessage()));
        }
        return judge.apply(exchange);
    }

    private byte[] ask(Record question) {
        try (NameServers servers = NameServers.plain(List.of(tree.address()), PATIENCE)) {
            QueryOutcome exchange = servers.exchange(
                    Message.newQuery(question),
                    System.nanoTime() + PATIENCE.toNanos(),
                    Attempt.FIRST,
                    UnaryOperator.identity());
            Message reply = exchange.reply();
            if (reply == null) {
                throw new IllegalStateException(exchange.toString());
            }
            return reply.toWire(65535);
        }
    }

    @Override
    public void close() {}
}
