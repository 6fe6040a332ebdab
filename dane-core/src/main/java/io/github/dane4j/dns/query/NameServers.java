package io.github.dane4j.dns.query;

import io.github.dane4j.Reason;
import io.github.dane4j.dns.transport.AskTerms;
import io.github.dane4j.dns.transport.PlainServer;
import io.github.dane4j.dns.transport.Server;
import io.github.dane4j.dns.transport.TruncatedReply;
import io.github.dane4j.dns.transport.UnusableReply;
import io.github.dane4j.dns.validation.LookupLimits;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.PortUnreachableException;
import java.net.SocketTimeoutException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
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
 * The way to several servers. One is asked after the other; the one that answered last is asked first, and one that is
 * asked again is asked by TCP. Their replies are never trusted.
 *
 * <p>A server that does not pass on what DNSSEC needs is told from a zone that is broken by the keys of the root, which
 * are signed: without them from a server, {@link Reason#RESOLVER_WITHOUT_DNSSEC}.
 *
 * <p>The calling thread does all the work. Thread-safe.
 */
public final class NameServers implements Upstream {
    private static final System.Logger LOGGER = System.getLogger(NameServers.class.getName());

    /** RFC 7830 section 3: the option's code, and the bytes of its code and length. */
    private static final int PADDING_CODE = 12;

    private static final int OPTION_HEADER = 4;

    private static final Record ROOT_KEYS = Record.newRecord(Name.root, Type.DNSKEY, DClass.IN);

    /** Failures of a query, the least telling first; all others tell nothing. */
    private static final List<Reason> TELLING = List.of(
            Reason.DNS_TIMEOUT,
            Reason.DNS_BUDGET,
            Reason.DNS_MALFORMED,
            Reason.RESOLVER_WITHOUT_DNSSEC,
            Reason.DNS_ERROR,
            Reason.DNSSEC_BOGUS);

    private final ServerSource source;
    private final long attemptNanos;
    private final boolean needsSignatures;
    private final Semaphore queries = new Semaphore(LookupLimits.QUERIES_AT_ONCE);
    private final SecureRandom random = new SecureRandom();
    private final Map<Server, ServerState> states = new ConcurrentHashMap<>();
    private volatile @Nullable Server preferred;
    private volatile boolean closed;

    /**
     * @param servers at least one
     * @param attempt the longest time to wait for one reply of one server
     */
    public NameServers(List<? extends Server> servers, Duration attempt) {
        this(ServerSource.of(servers), attempt, true);
    }

    /** @param attempt the longest time to wait for one reply of one server */
    public NameServers(ServerSource source, Duration attempt) {
        this(source, attempt, true);
    }

    private NameServers(ServerSource source, Duration attempt, boolean needsSignatures) {
        this.source = source;
        this.needsSignatures = needsSignatures;
        this.attemptNanos = attempt.toNanos();
        source.current().forEach(this::state);
    }

    /** Those that validate, so that it does not matter what they pass on. */
    public static NameServers trusted(List<? extends Server> servers, Duration attempt) {
        return new NameServers(ServerSource.of(servers), attempt, false);
    }

    /** By UDP and TCP. */
    public static NameServers plain(List<InetSocketAddress> addresses, Duration attempt) {
        return new NameServers(addresses.stream().map(PlainServer::new).toList(), attempt);
    }

    @Override
    public QueryOutcome exchange(
            Message query, long deadlineNanos, Attempt attempt, UnaryOperator<QueryOutcome> judge) {
        Record question = query.getQuestion();
        try {
            if (!queries.tryAcquire(deadlineNanos - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                return noTimeLeft(question);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return closed(question);
        }
        try {
            return perform(query, attempt, deadlineNanos, judge);
        } catch (RuntimeException | Error e) {
            // It is this query that failed; its lookup goes on.
            LOGGER.log(System.Logger.Level.WARNING, () -> "a query failed: " + QueryOutcome.describe(question), e);
            return QueryOutcome.failed(question, "", Reason.DNS_UNREACHABLE, e.toString());
        } finally {
            queries.release();
        }
    }

    private static QueryOutcome noTimeLeft(Record question) {
        return QueryOutcome.failed(question, "", Reason.DNS_TIMEOUT, "no time left to ask");
    }

    private static QueryOutcome closed(Record question) {
        return QueryOutcome.failed(question, "", Reason.DNS_UNREACHABLE, "the resolver is closed");
    }

    private QueryOutcome perform(
            Message query, Attempt attempt, long deadlineNanos, UnaryOperator<QueryOutcome> judge) {
        Record question = query.getQuestion();
        List<? extends Server> servers = inOrder(attempt);
        if (servers.isEmpty()) {
            return QueryOutcome.failed(question, "", Reason.DNS_UNREACHABLE, source.whyNone());
        }
        QueryOutcome worst = null;
        @Nullable Boolean[] asked = new Boolean[servers.size()];
        boolean[] silent = new boolean[servers.size()];
        boolean tooLarge = false;
        // All of them, and the first once more, by TCP.
        int tries = Math.max(LookupLimits.TRIES, servers.size() + 1);
        for (int number = 0; number < tries && System.nanoTime() - deadlineNanos < 0; number++) {
            int at = number % servers.size();
            Server server = servers.get(at);
            ServerState state = state(server);
            boolean first = attempt != Attempt.FIRST || state.needsTcp();
            boolean tcp = tooLarge || otherThan(asked[at], first);
            asked[at] = tcp;
            // Of a single server the keys of the root are going to tell; if not, the second try does.
            boolean probing = servers.size() > 1 || attempt != Attempt.FIRST;
            AskTerms terms = new AskTerms(tcp, attemptNanos, deadlineNanos);
            Try tried = ask(query, server, terms);
            QueryOutcome exchange = judged(tried, server, probing, terms, judge);
            // The threads of lookups are interrupted when their resolver is closed.
            if (closed || Thread.currentThread().isInterrupted()) {
                return closed(question);
            }
            note(state, tcp, exchange, silent[at]);
            if (!exchange.isFailure()) {
                preferred = server;
                return exchange;
            }
            tooLarge |= tried.truncated();
            if (!tcp && isSilence(exchange)) {
                silent[at] = true;
            }
            worst = worst == null ? exchange : moreTelling(worst, exchange);
            // A server that says no will say it again; one that says nothing may not have heard; and what makes no
            // sense may come from an off-path attacker, who cannot send by TCP.
            boolean all = number + 1 >= servers.size();
            boolean again = number + 1 > servers.size();
            if ((all && isWord(worst)) || (again && !isSilence(worst))) {
                return worst;
            }
        }
        return worst == null ? noTimeLeft(question) : worst;
    }

    /** Whether to use TCP: the other transport than before, or the first one. */
    private static boolean otherThan(@Nullable Boolean before, boolean first) {
        return before == null ? first : !before;
    }

    private static boolean isSilence(QueryOutcome exchange) {
        return exchange.reason() == Reason.DNS_TIMEOUT || exchange.reason() == Reason.DNS_UNREACHABLE;
    }

    private static boolean isWord(QueryOutcome exchange) {
        return exchange.reason() == Reason.DNS_ERROR
                || exchange.reason() == Reason.DNSSEC_BOGUS
                || exchange.reason() == Reason.RESOLVER_WITHOUT_DNSSEC;
    }

    private static void note(ServerState state, boolean tcp, QueryOutcome exchange, boolean wasSilent) {
        boolean heard = !exchange.isFailure() || !isSilence(exchange);
        if (tcp && !heard) {
            state.tcpFailed();
        } else if (tcp && wasSilent) {
            state.onlyTcpWorks();
        }
    }

    /**
     * The preferred one first, or last if its answers are doubted; servers that turned out to be unusable come after all
     * others.
     */
    private List<? extends Server> inOrder(Attempt attempt) {
        List<? extends Server> current = source.current();
        if (current.size() < 2) {
            return current;
        }
        List<Server> all = new ArrayList<>(current);
        Server first = preferred;
        int at = first == null ? -1 : all.indexOf(first);
        Collections.rotate(all, -Math.max(at, 0) - (attempt == Attempt.FIRST ? 0 : 1));
        all.sort(Comparator.comparing(server -> state(server).isUnfit()));
        return all;
    }

    private ServerState state(Server server) {
        ServerState known = states.get(server);
        return known != null ? known : states.computeIfAbsent(server, any -> new ServerState());
    }

    /** What a server said tells more than that another said nothing. */
    private static QueryOutcome moreTelling(QueryOutcome before, QueryOutcome now) {
        return TELLING.indexOf(now.reason()) >= TELLING.indexOf(before.reason()) ? now : before;
    }

    /**
     * An exchange with one server.
     *
     * @param replied whether a reply came, be it an error
     * @param truncated whether the reply needs TCP
     */
    private record Try(QueryOutcome exchange, boolean replied, boolean truncated) {}

    /** @param probing whether to find out why a reply is not signed, even if it is not a failure */
    private QueryOutcome judged(
            Try tried, Server server, boolean probing, AskTerms terms, UnaryOperator<QueryOutcome> judge) {
        QueryOutcome exchange = tried.exchange();
        Message reply = exchange.reply();
        ServerState state = state(server);
        if (!needsSignatures) {
            return judge.apply(exchange);
        }
        if (reply != null && isSigned(reply)) {
            state.passed();
            return judge.apply(exchange);
        }
        if (ROOT_KEYS.equals(exchange.question()) && tried.replied()) {
            state.failed();
            return withoutDnssec(exchange, exchange);
        }
        QueryOutcome judged = judge.apply(exchange);
        // Unsigned, or an error: by a server that does not pass on signatures, or by the zone.
        boolean blameless = state.isPassing() || !tried.replied() || (!judged.isFailure() && !probing);
        if (blameless) {
            return judged;
        }
        Message keys = Message.newQuery(ROOT_KEYS);
        keys.getHeader().setFlag(Flags.CD);
        Try proof = ask(keys, server, terms);
        Message root = proof.exchange().reply();
        if (root != null && isSigned(root)) {
            state.passed();
            return judged;
        }
        if (!proof.replied()) {
            return judged.isFailure() ? judged : proof.exchange();
        }
        state.failed();
        return withoutDnssec(exchange, proof.exchange());
    }

    /** @param proof what came of the keys of the root */
    private static QueryOutcome withoutDnssec(QueryOutcome exchange, QueryOutcome proof) {
        String problem = proof.isFailure()
                ? "does not give the keys of the root, but " + proof.problem()
                : "does not pass on signatures";
        return exchange.rejected(Reason.RESOLVER_WITHOUT_DNSSEC, problem);
    }

    private static boolean isSigned(Message reply) {
        return hasSignature(reply.getSection(Section.ANSWER)) || hasSignature(reply.getSection(Section.AUTHORITY));
    }

    private static boolean hasSignature(List<Record> records) {
        for (Record record : records) {
            if (record.getType() == Type.RRSIG) {
                return true;
            }
        }
        return false;
    }

    private Try ask(Message query, Server server, AskTerms terms) {
        Record question = query.getQuestion();
        // A fresh ID each time (RFC 5452 section 4.3); the caller gets its own back.
        Message sent = query.clone();
        sent.getHeader().setID(random.nextInt(1 << Short.SIZE));
        addOptions(sent, server.padding());
        QueryOutcome outcome;
        boolean replied = false;
        boolean truncated = false;
        long begun = System.nanoTime();
        try {
            Message reply = server.ask(sent, terms);
            reply.getHeader().setID(query.getHeader().getID());
            outcome = QueryOutcome.replied(question, server.toString(), reply);
            replied = true;
        } catch (TruncatedReply e) {
            outcome = failed(question, server, e.overTcp());
            truncated = true;
        } catch (IOException e) {
            outcome = failed(question, server, e);
        } catch (RuntimeException | LinkageError | StackOverflowError e) {
            // Of one server, and of what it sent. The next one is asked.
            LOGGER.log(System.Logger.Level.WARNING, () -> "the name server " + server + " could not be asked", e);
            outcome = QueryOutcome.failed(question, server.toString(), Reason.DNS_UNREACHABLE, e.toString());
        }
        long took = System.nanoTime() - begun;
        return new Try(outcome.timed(server.transport(terms.overTcp()), took), replied, truncated);
    }

    private static QueryOutcome failed(Record question, Server server, IOException e) {
        String name = server.toString();
        if (e instanceof UnusableReply unusable) {
            return QueryOutcome.failed(question, name, unusable.reason(), unusable.problem());
        }
        if (e instanceof SocketTimeoutException) {
            return QueryOutcome.failed(question, name, Reason.DNS_TIMEOUT, "no reply in time");
        }
        if (e instanceof PortUnreachableException
                || e instanceof ConnectException
                || e instanceof NoRouteToHostException) {
            return QueryOutcome.failed(question, name, Reason.DNS_UNREACHABLE, "no name server there");
        }
        String message = e.getMessage();
        return QueryOutcome.failed(
                question,
                name,
                Reason.DNS_UNREACHABLE,
                message == null ? e.getClass().getSimpleName() : message);
    }

    private static void addOptions(Message query, int unit) {
        List<EDNSOption> options = List.of();
        if (unit > 1) {
            query.addRecord(new OPTRecord(LookupLimits.UDP_REPLY_BYTES, 0, 0, ExtendedFlags.DO), Section.ADDITIONAL);
            int length = query.toWire().length + OPTION_HEADER;
            query.removeAllRecords(Section.ADDITIONAL);
            options = List.of(new GenericEDNSOption(PADDING_CODE, new byte[(unit - length % unit) % unit]));
        }
        query.addRecord(
                new OPTRecord(LookupLimits.UDP_REPLY_BYTES, 0, 0, ExtendedFlags.DO, options), Section.ADDITIONAL);
    }

    @Override
    public void close() {
        closed = true;
        states.keySet().forEach(Server::close);
    }
}
