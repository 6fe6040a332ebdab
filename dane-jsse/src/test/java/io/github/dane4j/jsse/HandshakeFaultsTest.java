package io.github.dane4j.jsse;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dane4j.DaneMode;
import io.github.dane4j.Reason;
import io.github.dane4j.dns.DnssecResolver;
import io.github.dane4j.dns.TrustAnchors;
import io.github.dane4j.testkit.DnsTree;
import io.github.dane4j.testkit.TestCertificate;
import io.github.dane4j.testkit.ZoneBuilder;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;

/**
 * Handshakes with faults at random in DNS, at the server and at the client. Each must end, as authenticated, as allowed by
 * policy, or as refused with a reason; and afterwards no thread and no socket is left.
 *
 * <p>{@code -Ddane4j.handshakes=10000} makes it long, {@code -Ddane4j.handshakes.seed=…} repeats the plan of a run whose seed
 * was printed.
 */
class HandshakeFaultsTest {
    private static final int HANDSHAKES_BY_DEFAULT = 300;
    private static final int CLIENTS = 8;
    /** Far more than a handshake takes; reached only by one that hangs. */
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    /** When clients give up a handshake that does not end, and resolvers a server that is silent. */
    private static final Duration GIVEN_UP = Duration.ofMillis(400);

    /** What DNS says about a host, which is named after it. */
    private enum Dns {
        KEY,
        ANCHOR,
        OTHER_KEY,
        NO_TLSA,
        UNUSABLE,
        INSECURE,
        BOGUS,
        SERVFAIL,
        /** The addresses are there, and then the name server is silent. */
        HANGS;

        String host() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-') + (this == INSECURE ? ".unsigned" : ".example")
                    + ".test";
        }

        boolean fails() {
            return this == BOGUS || this == SERVFAIL || this == HANGS;
        }
    }

    /** What is asked of servers. */
    private enum Policy {
        MANDATORY,
        DANE_OR_PKIX,
        DANE_OR_UNAUTHENTICATED
    }

    /** How a client shakes hands. */
    private enum Way {
        HTTP_CLIENT,
        /** Its future is cancelled meanwhile. */
        CANCELLED_HTTP_CLIENT,
        SOCKET,
        /** Another thread closes the socket meanwhile, as a deadline does. */
        CLOSED_SOCKET,
        /** Its thread is interrupted meanwhile. */
        INTERRUPTED_SOCKET;

        boolean isDisturbed() {
            return this == CANCELLED_HTTP_CLIENT || this == CLOSED_SOCKET || this == INTERRUPTED_SOCKET;
        }
    }

    private record Plan(Dns dns, FaultyServer.Fault fault, Policy policy, Way way, int disturbedAfter) {}

    /** How it ended: one of the two. */
    private record End(Optional<ServerVerdict> verdict, Optional<Throwable> failure) {}

    private final long seed = Long.getLong("dane4j.handshakes.seed", System.nanoTime());
    private final int handshakes = Integer.getInteger("dane4j.handshakes", HANDSHAKES_BY_DEFAULT);
    private final Random random = new Random(seed);
    private final TestCertificate authority = TestCertificate.builder()
            .subject("CN=Example CA")
            .certificateAuthority()
            .build();
    private final FaultyServer.Certificates certificates = new FaultyServer.Certificates(
            TestCertificate.builder()
                    .dnsNames(Arrays.stream(Dns.values()).map(Dns::host).toArray(String[]::new))
                    .issuedBy(authority)
                    .build(),
            authority,
            TestCertificate.builder().dnsNames("other.invalid").build(),
            TestCertificate.builder()
                    .subject("CN=large")
                    .extension("1.3.6.1.4.1.55555.1", false, new byte[9_500])
                    .build());
    private final Map<FaultyServer.Fault, FaultyServer> servers = new EnumMap<>(FaultyServer.Fault.class);
    private final Map<String, Integer> counts = new TreeMap<>();

    @Test
    void eachEndsAsItMustAndNothingIsLeft() throws Exception {
        System.out.println("handshakes: seed " + seed + " (-Ddane4j.handshakes.seed=" + seed + ")");
        long begin = System.nanoTime();
        // The JDK keeps one socket, and some threads, once it has used any.
        new ServerSocket(0, 1, InetAddress.getLoopbackAddress()).close();
        Set<String> socketsBefore = sockets();
        Set<Thread> threadsBefore = threads();

        for (FaultyServer.Fault fault : FaultyServer.Fault.values()) {
            servers.put(fault, new FaultyServer(fault, certificates, random.nextLong()));
        }
        try (DnsTree dns = tree()) {
            run(dns);
        } finally {
            for (FaultyServer server : servers.values()) {
                server.close();
            }
        }

        System.out.printf(
                "handshakes: %d, %s, %.1f s%n", handshakes, counts, (System.nanoTime() - begin) / 1_000_000_000.0);
        nothingIsLeft(threadsBefore, socketsBefore);
    }

    private DnsTree tree() {
        DnsTree dns = DnsTree.builder()
                .zone("example.test", this::example)
                .zone("unsigned.test", zone -> zone.unsigned().record("insecure A 127.0.0.1"))
                .start();
        for (FaultyServer server : servers.values()) {
            String prefix = "_" + server.port() + "._tcp.";
            dns.fault(prefix + Dns.BOGUS.host(), "TLSA", io.github.dane4j.testkit.Fault.CORRUPT_SIGNATURES);
            dns.fault(prefix + Dns.SERVFAIL.host(), "TLSA", io.github.dane4j.testkit.Fault.SERVFAIL);
            dns.fault(prefix + Dns.HANGS.host(), "TLSA", io.github.dane4j.testkit.Fault.NO_REPLY);
        }
        return dns;
    }

    private void example(ZoneBuilder zone) {
        for (Dns dns : Dns.values()) {
            if (dns == Dns.INSECURE) {
                continue;
            }
            String name = dns.host().substring(0, dns.host().indexOf('.'));
            zone.record(name + " A 127.0.0.1");
            String data = switch (dns) {
                case KEY, BOGUS, SERVFAIL, HANGS -> certificates.server().tlsa(3, 1, 1);
                case ANCHOR -> authority.tlsa(2, 1, 1);
                case OTHER_KEY -> authority.tlsa(3, 1, 1);
                case UNUSABLE -> "3 1 7 00ff";
                case NO_TLSA, INSECURE -> "";
            };
            if (!data.isEmpty()) {
                for (FaultyServer server : servers.values()) {
                    zone.record("_" + server.port() + "._tcp." + name + " TLSA " + data);
                }
            }
        }
    }

    private static DnssecResolver resolver(DnsTree dns, Duration timeout) {
        return DnssecResolver.builder()
                .nameServers(dns.address())
                .trustAnchors(TrustAnchors.of(dns.trustAnchors()))
                .timeout(timeout)
                .build();
    }

    private SSLContext context(DnssecResolver resolver, Policy policy) throws Exception {
        DaneSslContext.Builder builder = DaneSslContext.builder(resolver)
                .mode(policy == Policy.MANDATORY ? DaneMode.MANDATORY : DaneMode.OPPORTUNISTIC);
        if (policy == Policy.DANE_OR_UNAUTHENTICATED) {
            builder.unauthenticatedWithoutDane();
        }
        if (policy == Policy.DANE_OR_PKIX) {
            KeyStore roots = KeyStore.getInstance(KeyStore.getDefaultType());
            roots.load(null, null);
            roots.setCertificateEntry("ca", authority.certificate());
            builder.pkixRoots(roots);
        }
        return builder.build();
    }

    private Plan plan() {
        return new Plan(
                any(Dns.values()),
                // Every other one finds a good server.
                random.nextBoolean() ? FaultyServer.Fault.NONE : any(FaultyServer.Fault.values()),
                any(Policy.values()),
                // Two of three are left in peace.
                random.nextInt(3) > 0 ? any(new Way[] {Way.HTTP_CLIENT, Way.SOCKET}) : any(Way.values()),
                random.nextInt(20));
    }

    private <T> T any(T[] choice) {
        return choice[random.nextInt(choice.length)];
    }

    private void run(DnsTree dns) throws Exception {
        ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
        ExecutorService tasks = Executors.newCachedThreadPool();
        ScheduledExecutorService deadlines = Executors.newScheduledThreadPool(2);
        try (DnssecResolver resolver = resolver(dns, PATIENCE)) {
            Map<Policy, SSLContext> contexts = new EnumMap<>(Policy.class);
            Map<Policy, HttpClient> https = new EnumMap<>(Policy.class);
            for (Policy policy : Policy.values()) {
                SSLContext context = context(resolver, policy);
                contexts.put(policy, context);
                https.put(
                        policy,
                        HttpClient.newBuilder()
                                .sslContext(context)
                                .executor(tasks)
                                .build());
            }
            List<Plan> plans = Stream.generate(this::plan).limit(handshakes).toList();
            List<Future<End>> ends = new ArrayList<>();
            for (Plan plan : plans) {
                ends.add(clients.submit(() -> {
                    if (plan.dns() != Dns.HANGS) {
                        SSLContext context = Objects.requireNonNull(contexts.get(plan.policy()));
                        return new Visit(plan, context, Objects.requireNonNull(https.get(plan.policy())), deadlines)
                                .end();
                    }
                    // One that has not learnt yet that there is no reply.
                    try (DnssecResolver impatient = resolver(dns, GIVEN_UP)) {
                        SSLContext context = context(impatient, plan.policy());
                        HttpClient http = HttpClient.newBuilder()
                                .sslContext(context)
                                .executor(tasks)
                                .build();
                        return new Visit(plan, context, http, deadlines).end();
                    }
                }));
            }
            for (int i = 0; i < handshakes; i++) {
                check(plans.get(i), end(plans.get(i), ends.get(i)));
            }
        } finally {
            clients.shutdownNow();
            deadlines.shutdownNow();
            tasks.shutdownNow();
        }
    }

    private static End end(Plan plan, Future<End> end) throws Exception {
        try {
            return end.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            StringBuilder threads = new StringBuilder("it hangs: " + plan);
            Thread.getAllStackTraces().forEach((thread, stack) -> {
                threads.append("\n").append(thread);
                Stream.of(stack).forEach(frame -> threads.append("\n    ").append(frame));
            });
            throw new AssertionError(threads.toString(), e);
        }
    }

    /** One handshake, by one client. */
    private final class Visit {
        private final Plan plan;
        private final SSLContext context;
        private final HttpClient http;
        private final ScheduledExecutorService deadlines;
        private final String host;
        private final int port;

        Visit(Plan plan, SSLContext context, HttpClient http, ScheduledExecutorService deadlines) {
            this.plan = plan;
            this.context = context;
            this.http = http;
            this.deadlines = deadlines;
            this.host = plan.dns().host();
            this.port = Objects.requireNonNull(servers.get(plan.fault())).port();
        }

        End end() {
            try {
                SSLSession session = switch (plan.way()) {
                    case HTTP_CLIENT, CANCELLED_HTTP_CLIENT -> byHttpClient();
                    case SOCKET, CLOSED_SOCKET, INTERRUPTED_SOCKET -> bySocket();
                };
                return new End(ServerVerdict.of(session), Optional.empty());
            } catch (Exception e) {
                return new End(Optional.empty(), Optional.of(e));
            }
        }

        private SSLSession byHttpClient() throws Exception {
            HttpRequest request = HttpRequest.newBuilder(URI.create("https://" + host + ":" + port + "/"))
                    .timeout(plan.fault().isEndless() ? GIVEN_UP : PATIENCE)
                    .build();
            Future<HttpResponse<String>> response = http.sendAsync(request, BodyHandlers.ofString());
            if (plan.way() == Way.CANCELLED_HTTP_CLIENT) {
                TimeUnit.MILLISECONDS.sleep(plan.disturbedAfter());
                response.cancel(true);
            }
            HttpResponse<String> page = response.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            assertThat(page.body()).isEqualTo("ok");
            return page.sslSession().orElseThrow();
        }

        @SuppressWarnings({"try", "FutureReturnValueIgnored"})
        private SSLSession bySocket() throws Exception {
            Thread client = Thread.currentThread();
            AtomicBoolean done = new AtomicBoolean();
            try (Socket plain = new Socket(InetAddress.getLoopbackAddress(), port)) {
                if (plan.way() == Way.INTERRUPTED_SOCKET) {
                    deadlines.schedule(
                            () -> {
                                synchronized (done) {
                                    if (!done.get()) {
                                        client.interrupt();
                                    }
                                }
                            },
                            plan.disturbedAfter(),
                            TimeUnit.MILLISECONDS);
                }
                if (plan.way() == Way.CLOSED_SOCKET || plan.fault().isEndless()) {
                    deadlines.schedule(
                            () -> {
                                plain.close();
                                return true;
                            },
                            plan.way() == Way.CLOSED_SOCKET ? plan.disturbedAfter() : GIVEN_UP.toMillis(),
                            TimeUnit.MILLISECONDS);
                }
                try (SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket(plain, host, port, true)) {
                    socket.startHandshake();
                    read(socket);
                    return socket.getSession();
                }
            } finally {
                synchronized (done) {
                    done.set(true);
                }
                // Belongs to this handshake, not to the next one of this thread.
                Thread.interrupted();
            }
        }
    }

    private static void read(SSLSocket socket) throws IOException {
        socket.getOutputStream().write("GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        if (!new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).endsWith("ok")) {
            throw new EOFException("the server broke off after the handshake");
        }
    }

    private void check(Plan plan, End end) {
        String what = plan + ": " + end;
        if (end.verdict().isPresent()) {
            ServerVerdict.Basis basis = end.verdict().get().basis();
            assertThat(bases(plan)).as(what).contains(basis);
            count(basis == ServerVerdict.Basis.DANE ? "authenticated" : "allowed by policy");
            return;
        }
        Throwable failure = end.failure().orElseThrow(() -> new AssertionError("no verdict: " + what));
        assertThat(causes(failure)).as(what).noneMatch(AssertionError.class::isInstance);
        Optional<Reason> reason = reason(failure);
        if (reason.isPresent()) {
            assertThat(reasons(plan)).as(what).contains(reason.get());
            count("refused by DANE");
            return;
        }
        boolean explained = plan.way().isDisturbed()
                || plan.fault().isLimit()
                || !(plan.fault().isHarmless() || plan.fault() == FaultyServer.Fault.OTHER_KEY)
                || (plan.policy() == Policy.DANE_OR_PKIX && plan.fault() == FaultyServer.Fault.OTHER_KEY);
        if (!explained) {
            throw new AssertionError("not refused for its own reason: " + what, failure);
        }
        if (plan.fault().isLimit() && !plan.way().isDisturbed()) {
            assertThat(hint(plan, failure))
                    .as(what)
                    .hasValueSatisfying(words -> assertThat(words)
                            .contains(
                                    plan.fault() == FaultyServer.Fault.UNKNOWN_NAME
                                            ? List.of(
                                                    "the server does not know the name that was sent to it",
                                                    "the server must know the name, and have a certificate for it")
                                            : List.of(
                                                    "-Djdk.tls.maxCertificateChainLength=N",
                                                    "-Djdk.tls.client.maxInboundCertificateChainLength=N",
                                                    "-Djdk.tls.maxHandshakeMessageSize=BYTES",
                                                    "the server must send others")));
        }
        assertThat(causes(failure))
                .as(what)
                .anyMatch(cause -> cause instanceof IOException || cause instanceof CancellationException);
        count(plan.way().isDisturbed() ? "given up" : "failed in TLS");
    }

    private void count(String end) {
        counts.merge(end, 1, Integer::sum);
    }

    /** By what a server may be talked to. */
    private static Set<ServerVerdict.Basis> bases(Plan plan) {
        boolean itself = plan.fault() != FaultyServer.Fault.OTHER_KEY;
        boolean neverComplete = plan.fault().isLimit()
                || plan.fault() == FaultyServer.Fault.DRIPPING
                || plan.fault() == FaultyServer.Fault.NO_TLS;
        if (neverComplete) {
            return Set.of();
        }
        return switch (plan.dns()) {
            case KEY, ANCHOR -> itself ? Set.of(ServerVerdict.Basis.DANE) : Set.of();
            case OTHER_KEY, BOGUS, SERVFAIL, HANGS -> Set.of();
            case NO_TLSA, UNUSABLE, INSECURE ->
                switch (plan.policy()) {
                    case DANE_OR_PKIX -> itself ? Set.of(ServerVerdict.Basis.PKIX) : Set.of();
                    case DANE_OR_UNAUTHENTICATED -> Set.of(ServerVerdict.Basis.NOTHING);
                    case MANDATORY -> Set.of();
                };
        };
    }

    /** Why DANE may refuse it. */
    private static Set<Reason> reasons(Plan plan) {
        Set<Reason> reasons = EnumSet.noneOf(Reason.class);
        reasons.addAll(undisturbed(plan));
        if (plan.way().isDisturbed()) {
            reasons.add(Reason.DNS_INTERRUPTED);
        }
        return reasons;
    }

    private static Set<Reason> undisturbed(Plan plan) {
        if (plan.fault() == FaultyServer.Fault.CHANGES_A_BYTE && !plan.dns().fails()) {
            // It may be one of the certificate.
            return EnumSet.allOf(Reason.class);
        }
        boolean mandatory = plan.policy() == Policy.MANDATORY;
        return switch (plan.dns()) {
            case KEY -> plan.fault() == FaultyServer.Fault.OTHER_KEY ? Set.of(Reason.LEAF_MISMATCH) : Set.of();
            case ANCHOR -> plan.fault() == FaultyServer.Fault.OTHER_KEY ? Set.of(Reason.ANCHOR_NOT_ON_PATH) : Set.of();
            case OTHER_KEY -> Set.of(Reason.LEAF_MISMATCH);
            case NO_TLSA -> mandatory ? Set.of(Reason.NO_TLSA) : Set.of();
            case UNUSABLE -> mandatory ? Set.of(Reason.NO_USABLE_RECORDS) : Set.of();
            case INSECURE -> mandatory ? Set.of(Reason.HOST_INSECURE) : Set.of();
            case BOGUS -> Set.of(Reason.DNSSEC_BOGUS);
            case SERVFAIL -> Set.of(Reason.DNS_ERROR);
            case HANGS -> Set.of(Reason.DNS_TIMEOUT);
        };
    }

    private static Optional<String> hint(Plan plan, Throwable failure) {
        return plan.way() == Way.HTTP_CLIENT // an engine
                ? causes(failure).stream()
                        .map(cause -> String.valueOf(cause.getMessage()))
                        .filter(message -> message.contains("\n  hint    "))
                        .findFirst()
                : ClientTls.hint(failure);
    }

    private static Optional<Reason> reason(Throwable failure) {
        for (Throwable cause : causes(failure)) {
            if (cause instanceof DaneCertificateException refused) {
                return Optional.of(refused.reason());
            }
            if (cause instanceof DaneLookupException refused) {
                return Optional.of(refused.reason());
            }
        }
        return Optional.empty();
    }

    private static List<Throwable> causes(Throwable failure) {
        return Stream.iterate(failure, Objects::nonNull, Throwable::getCause).toList();
    }

    // What is left.

    private static Set<Thread> threads() {
        return Thread.getAllStackTraces().keySet();
    }

    private static void nothingIsLeft(Set<Thread> threadsBefore, Set<String> socketsBefore) throws Exception {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        List<String> left = left(threadsBefore, socketsBefore);
        while (!left.isEmpty() && System.nanoTime() < deadline) {
            // The threads of HttpClients end when these are collected.
            System.gc();
            TimeUnit.MILLISECONDS.sleep(100);
            left = left(threadsBefore, socketsBefore);
        }
        assertThat(left).isEmpty();
    }

    private static List<String> left(Set<Thread> threadsBefore, Set<String> socketsBefore) throws IOException {
        Stream<String> threads = threads().stream()
                .filter(thread -> !threadsBefore.contains(thread))
                // The JDK's own, which come with their first use and stay.
                .filter(thread -> !Objects.requireNonNullElse(thread.getThreadGroup(), new ThreadGroup("ended"))
                        .getName()
                        .matches("system|InnocuousThreadGroup|ended"))
                .map(Thread::getName);
        Stream<String> sockets = sockets().stream().filter(socket -> !socketsBefore.contains(socket));
        return Stream.of(threads, sockets).flatMap(each -> each).collect(Collectors.toList());
    }

    private static Set<String> sockets() throws IOException {
        Path descriptors = Path.of("/proc/self/fd");
        if (!Files.isDirectory(descriptors)) {
            return Set.of();
        }
        try (Stream<Path> links = Files.list(descriptors)) {
            Collection<Path> open = links.toList();
            return open.stream()
                    .filter(Files::isSymbolicLink)
                    .map(HandshakeFaultsTest::target)
                    .filter(target -> target.startsWith("socket:"))
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }

    private static String target(Path link) {
        try {
            return Files.readSymbolicLink(link).toString();
        } catch (IOException e) {
            // Closed meanwhile.
            return "";
        }
    }
}
