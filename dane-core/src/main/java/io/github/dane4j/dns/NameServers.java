package io.github.dane4j.dns;

import io.github.dane4j.Reason;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.PortUnreachableException;
import java.net.SocketTimeoutException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.function.UnaryOperator;
import org.xbill.DNS.DClass;
import org.xbill.DNS.EDNSOption;
import org.xbill.DNS.ExtendedFlags;
import org.xbill.DNS.Flags;
import org.xbill.DNS.GenericEDNSOption;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/**
 * The way to several servers. One is asked after the other; the one that answered last is asked first. What they say is
 * trusted in nothing.
 *
 * <p>Exchanges are done by a bounded number of daemon threads of its own, which end when idle or closed. Thread-safe.
 */
final class NameServers implements Upstream {
    /** Enough for hundreds of lookups per second; a lookup needs one at a time, and only while it waits. */
    private static final int MAX_THREADS = 32;
    /** Exchanges that wait for a thread. Beyond this the machine asks faster than its name servers answer. */
    private static final int MAX_WAITING = 10_000;
    /** The first query or its reply may get lost. */
    private static final int ROUNDS = 2;
    /** RFC 7830 section 3: the option's code, and the octets of its code and length. */
    private static final int PADDING_CODE = 12;

    private static final int OPTION_HEADER = 4;

    private final List<Server> servers;
    private final long attemptNanos;
    private final ThreadPoolExecutor executor;
    private final SecureRandom random = new SecureRandom();
    /** Those that were seen to pass on signatures. */
    private final Set<Server> passing = ConcurrentHashMap.newKeySet();

    private final boolean needsSignatures;
    private volatile int preferred;
    private volatile boolean closed;

    /**
     * @param servers at least one
     * @param attempt the longest time to wait for one reply of one server
     */
    NameServers(List<? extends Server> servers, Duration attempt) {
        this(servers, attempt, true);
    }

    private NameServers(List<? extends Server> servers, Duration attempt, boolean needsSignatures) {
        this.needsSignatures = needsSignatures;
        this.servers = List.copyOf(servers);
        this.attemptNanos = attempt.toNanos();
        this.executor = LookupThreads.pool(MAX_THREADS, MAX_WAITING);
    }

    /** Those that validate, so that it does not matter what they pass on. */
    static NameServers trusted(List<? extends Server> servers, Duration attempt) {
        return new NameServers(servers, attempt, false);
    }

    /** By UDP and TCP. */
    static NameServers plain(List<InetSocketAddress> addresses, Duration attempt) {
        return new NameServers(addresses.stream().map(PlainServer::new).toList(), attempt);
    }

    @Override
    public CompletableFuture<Exchange> exchange(Message query, long deadlineNanos, UnaryOperator<Exchange> judge) {
        CompletableFuture<Exchange> result = new CompletableFuture<>();
        try {
            executor.execute(() -> result.complete(perform(query, deadlineNanos, judge)));
        } catch (RejectedExecutionException e) {
            result.complete(
                    closed
                            ? closed(query.getQuestion())
                            : Exchange.failed(
                                    query.getQuestion(), "", Reason.DNS_BUDGET, "too many lookups at the same time"));
        }
        return result;
    }

    private static Exchange closed(Record question) {
        return Exchange.failed(question, "", Reason.DNS_UNREACHABLE, "the resolver is closed");
    }

    private Exchange perform(Message query, long deadlineNanos, UnaryOperator<Exchange> judge) {
        Record question = query.getQuestion();
        Exchange worst = Exchange.failed(question, "", Reason.DNS_TIMEOUT, "no time left to ask");
        int first = preferred;
        for (int attempt = 0; attempt < ROUNDS * servers.size(); attempt++) {
            int index = (first + attempt) % servers.size();
            long now = System.nanoTime();
            if (now - deadlineNanos >= 0) {
                return worst;
            }
            long attemptDeadline = now + Math.min(attemptNanos, deadlineNanos - now);
            Server server = servers.get(index);
            Exchange exchange = judged(query, server, attemptDeadline, judge);
            if (closed) {
                return closed(question);
            }
            if (!exchange.isFailure()) {
                preferred = index;
                return exchange;
            }
            worst = attempt == 0 ? exchange : moreTelling(worst, exchange);
            // A server that says no will say it again; one that says nothing may not have heard.
            boolean heard = worst.reason() == Reason.DNS_ERROR || worst.reason() == Reason.DNSSEC_BOGUS;
            if (heard && attempt + 1 >= servers.size()) {
                return worst;
            }
        }
        return worst;
    }

    /** What a server said tells more than that another said nothing. */
    private static Exchange moreTelling(Exchange before, Exchange now) {
        return rank(now.reason()) >= rank(before.reason()) ? now : before;
    }

    private static int rank(Reason reason) {
        return switch (reason) {
            case DNSSEC_BOGUS -> 6;
            case DNS_ERROR -> 5;
            case DNSSEC_INDETERMINATE -> 4;
            case DNS_BUDGET, DNS_MALFORMED -> 3;
            case DNS_TIMEOUT -> 1;
            default -> 0;
        };
    }

    private Exchange judged(Message query, Server server, long deadline, UnaryOperator<Exchange> judge) {
        Exchange exchange = attempt(query, server, deadline);
        Message reply = exchange.reply();
        Exchange judged = judge.apply(exchange);
        if (reply == null
                || judged.isFailure()
                || !needsSignatures
                // Nobody else could be asked.
                || servers.size() == 1
                || passing.contains(server)) {
            return judged;
        }
        if (isSigned(reply)) {
            passing.add(server);
            return judged;
        }
        // Unsigned, or made so by a server that does not pass on signatures: the keys of the root tell.
        Message keys = Message.newQuery(Record.newRecord(Name.root, Type.DNSKEY, DClass.IN));
        keys.getHeader().setFlag(Flags.CD);
        Exchange proof = attempt(keys, server, deadline);
        Message root = proof.reply();
        if (root == null) {
            return proof;
        }
        if (!isSigned(root)) {
            return exchange.rejected(Reason.DNSSEC_BOGUS, "a server that does not pass on signatures");
        }
        passing.add(server);
        return judged;
    }

    private static boolean isSigned(Message reply) {
        return reply.getSection(Section.ANSWER).stream().anyMatch(record -> record.getType() == Type.RRSIG)
                || reply.getSection(Section.AUTHORITY).stream().anyMatch(record -> record.getType() == Type.RRSIG);
    }

    private Exchange attempt(Message query, Server server, long deadline) {
        // A fresh ID for every attempt (RFC 5452 section 4.3); the caller gets its own back.
        Message sent = query.clone();
        sent.getHeader().setID(random.nextInt(1 << Short.SIZE));
        addOptions(sent, server.padding());
        Object event = FlightRecords.beginQuery();
        long begun = System.nanoTime();
        Exchange exchange = attempt(query, sent, server, deadline).timed(server.transport(), System.nanoTime() - begun);
        FlightRecords.end(event, exchange, false);
        return exchange;
    }

    private static Exchange attempt(Message query, Message sent, Server server, long deadline) {
        Record question = query.getQuestion();
        try {
            Message reply = server.ask(sent, deadline);
            reply.getHeader().setID(query.getHeader().getID());
            return Exchange.replied(question, server.toString(), reply);
        } catch (UnusableReply e) {
            return failed(question, server, e.reason(), e.problem());
        } catch (SocketTimeoutException e) {
            return failed(question, server, Reason.DNS_TIMEOUT, "no reply in time");
        } catch (PortUnreachableException | ConnectException | NoRouteToHostException e) {
            return failed(question, server, Reason.DNS_UNREACHABLE, "no name server there");
        } catch (IOException e) {
            String message = e.getMessage();
            return failed(
                    question,
                    server,
                    Reason.DNS_UNREACHABLE,
                    message == null ? e.getClass().getSimpleName() : message);
        } catch (RuntimeException e) {
            return failed(question, server, Reason.DNS_UNREACHABLE, e.toString());
        }
    }

    private static Exchange failed(Record question, Server server, Reason reason, String problem) {
        return Exchange.failed(question, server.toString(), reason, problem);
    }

    private static void addOptions(Message query, int unit) {
        List<EDNSOption> options = List.of();
        if (unit > 1) {
            query.addRecord(new OPTRecord(PlainServer.UDP_PAYLOAD, 0, 0, ExtendedFlags.DO), Section.ADDITIONAL);
            int length = query.toWire().length + OPTION_HEADER;
            query.removeAllRecords(Section.ADDITIONAL);
            options = List.of(new GenericEDNSOption(PADDING_CODE, new byte[(unit - length % unit) % unit]));
        }
        query.addRecord(new OPTRecord(PlainServer.UDP_PAYLOAD, 0, 0, ExtendedFlags.DO, options), Section.ADDITIONAL);
    }

    /** Ends all exchanges; their threads end with them. */
    @Override
    public void close() {
        closed = true;
        executor.shutdownNow();
        servers.forEach(Server::close);
    }
}
