package io.github.dane4j.cli.sink;

import io.github.dane4j.testkit.DnsTree;
import io.github.dane4j.testkit.Fault;
import io.github.dane4j.testkit.Query;
import io.github.dane4j.testkit.ReceivedMail;
import io.github.dane4j.testkit.SmtpServer;
import io.github.dane4j.testkit.TestCertificate;
import io.github.dane4j.testkit.ZoneBuilder;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/** The destinations: a signed DNS tree and mail servers. */
final class Sink implements AutoCloseable {
    /** As many as there are kinds of servers. */
    static final int ADDRESSES = SinkCase.Server.values().length;

    private final String domain;
    private final int port;
    private final Map<SinkCase.Server, InetAddress> addresses = new EnumMap<>(SinkCase.Server.class);
    private final TestCertificate authority = TestCertificate.builder()
            .subject("CN=sink CA")
            .certificateAuthority()
            .build();
    private final TestCertificate own;
    private final TestCertificate another;
    private final Map<SinkCase, Sightings> sightings = new EnumMap<>(SinkCase.class);
    private final List<SmtpServer> servers = new ArrayList<>();
    private final DnsTree tree;

    private Sink(String domain, List<InetAddress> addresses, InetAddress dnsAddress, int dnsPort, int smtpPort) {
        this.domain = domain;
        Iterator<InetAddress> each = addresses.iterator();
        for (SinkCase.Server server : SinkCase.Server.values()) {
            this.addresses.put(server, each.next());
        }
        Stream.of(SinkCase.values()).forEach(one -> sightings.put(one, new Sightings()));
        String[] names = Stream.of(SinkCase.values()).map(this::host).toArray(String[]::new);
        this.own = TestCertificate.builder().dnsNames(names).issuedBy(authority).build();
        this.another = TestCertificate.builder().dnsNames(names).build();
        try {
            List<X509Certificate> chain = own.chain();
            SmtpServer good = server().address(at(SinkCase.Server.GOOD))
                    .port(smtpPort)
                    .chain(own, chain)
                    .start();
            servers.add(good);
            this.port = good.port();
            servers.add(server().address(at(SinkCase.Server.WITHOUT_TLS))
                    .port(port)
                    .withoutStartTls()
                    .start());
            servers.add(server().address(at(SinkCase.Server.BROKEN_TLS))
                    .port(port)
                    .breakHandshake()
                    .start());
            this.tree = tree(dnsAddress, dnsPort);
        } catch (RuntimeException e) {
            servers.forEach(SmtpServer::close);
            throw e;
        }
    }

    /**
     * Starts the servers.
     *
     * @param addresses one for each kind of server, and the last one for nobody
     * @param smtpPort 0 for any that is free
     * @param dnsPort 0 for any that is free
     * @throws java.io.UncheckedIOException if an address and port cannot be had
     */
    static Sink start(String domain, List<InetAddress> addresses, InetAddress dnsAddress, int dnsPort, int smtpPort) {
        return new Sink(domain, addresses, dnsAddress, dnsPort, smtpPort);
    }

    private SmtpServer.Builder server() {
        return SmtpServer.builder("mx." + domain).onMail(this::take);
    }

    private InetAddress at(SinkCase.Server server) {
        return Objects.requireNonNull(addresses.get(server));
    }

    /** The domain of a case. */
    String domain(SinkCase each) {
        return each.word() + "." + domain;
    }

    private String host(SinkCase each) {
        return "mx." + domain(each);
    }

    private DnsTree tree(InetAddress dnsAddress, int dnsPort) {
        DnsTree.Builder builder =
                DnsTree.builder().address(dnsAddress).port(dnsPort).onQuery(this::hear);
        for (SinkCase each : SinkCase.values()) {
            builder.zone(domain(each), zone -> publish(each, zone));
        }
        DnsTree started = builder.start();
        started.fault(owner(SinkCase.BOGUS), "TLSA", Fault.CORRUPT_SIGNATURES);
        started.fault(owner(SinkCase.SERVFAIL), "TLSA", Fault.SERVFAIL);
        return started;
    }

    private String owner(SinkCase each) {
        return "_" + port + "._tcp." + host(each) + ".";
    }

    private void publish(SinkCase each, ZoneBuilder zone) {
        InetAddress address = at(each.server());
        String type = address instanceof Inet6Address ? "AAAA" : "A";
        String name = each == SinkCase.ALIAS ? "real" : "mx";
        zone.record("@ MX 10 mx").record(name + " " + type + " " + address.getHostAddress());
        String tlsa = "_" + port + "._tcp." + name + " TLSA ";
        switch (each) {
            case RIGHT, STALE, BOGUS, SERVFAIL, NO_STARTTLS, BROKEN_TLS, UNREACHABLE ->
                zone.record(tlsa + own.tlsa(3, 1, 1));
            case ALIAS -> zone.record("mx CNAME real").record(tlsa + own.tlsa(3, 1, 1));
            case ANCHOR -> zone.record(tlsa + authority.tlsa(2, 0, 1));
            case ROLLOVER -> zone.record(tlsa + another.tlsa(3, 1, 1)).record(tlsa + own.tlsa(3, 1, 1));
            case WRONG -> zone.record(tlsa + another.tlsa(3, 1, 1));
            case UNUSABLE -> zone.record(tlsa + own.tlsa(1, 1, 1));
            case UNSIGNED -> zone.unsigned().record(tlsa + own.tlsa(3, 1, 1));
            case NO_RECORDS -> {}
        }
        if (each == SinkCase.STALE) {
            Instant now = Instant.now();
            zone.signatures(now.minus(Duration.ofDays(30)), now.minus(Duration.ofDays(1)));
        }
    }

    int port() {
        return port;
    }

    DnsTree dns() {
        return tree;
    }

    InetAddress address(SinkCase each) {
        return at(each.server());
    }

    /** What senders have done with a case so far. */
    Seen seen(SinkCase each) {
        return sightings(each).seen();
    }

    private Sightings sightings(SinkCase each) {
        return Objects.requireNonNull(sightings.get(each));
    }

    private void take(ReceivedMail mail) {
        Stream.of(SinkCase.values())
                .filter(each -> mail.recipients().stream()
                        .anyMatch(
                                recipient -> recipient.toLowerCase(Locale.ROOT).endsWith("@" + domain(each))))
                .forEach(each -> sightings(each).add(mail));
    }

    private void hear(Query query) {
        Stream.of(SinkCase.values())
                .filter(each -> query.asks(domain(each), "MX"))
                .forEach(each -> sightings(each).addQuery());
    }

    @Override
    public void close() {
        tree.close();
        servers.forEach(SmtpServer::close);
    }
}
