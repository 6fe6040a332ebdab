package io.github.dane4j.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dane4j.DomainName;
import io.github.dane4j.Reason;
import io.github.dane4j.dns.anchors.AnchorFile;
import io.github.dane4j.dns.lookup.AnchorFollowingResolver;
import io.github.dane4j.dns.lookup.LookupObserver;
import io.github.dane4j.testkit.DnsTree;
import io.github.dane4j.testkit.SettableClock;
import io.github.dane4j.testkit.TestNetwork;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A file of trust anchors is read again when it has changed. */
class AnchorFileTest {
    private static final String OTHER =
            TrustAnchors.iana().anchors().records().get(0).toString();
    private static final DomainName MX = DomainName.of("mx.example.test");

    @RegisterExtension
    final TestNetwork network = new TestNetwork();

    @RegisterExtension
    final Resolvers resolvers = new Resolvers();

    @TempDir
    Path directory;

    private final LookupTrace trace = new LookupTrace();
    private Path file;
    private DnsTree tree;

    @BeforeEach
    void start() {
        file = directory.resolve("root.key");
        tree = network.start(DnsTree.builder().zone("example.test", zone -> zone.record("mx A 127.0.0.1")));
    }

    private AnchorFile opened(String text) throws IOException {
        Files.writeString(file, text);
        return new AnchorFile(file, Duration.ZERO);
    }

    /** A file of the same length and time is another file all the same. */
    private void replace(String text) throws IOException {
        Path other = Files.writeString(directory.resolve("new"), text);
        Files.move(other, file, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    }

    @Test
    void changedFileIsReadAgain() throws IOException {
        AnchorFile anchors = opened(OTHER);
        assertThat(anchors.get()).hasToString(". 20326").isSameAs(anchors.get());
        replace(OTHER.replace("20326", "20327"));
        assertThat(anchors.get()).hasToString(". 20327");
    }

    @Test
    void brokenFileKeepsTheLastGoodAnchorsAndIsLoggedOnce() throws IOException {
        AnchorFile anchors = opened(OTHER);
        List<LogRecord> log = new ArrayList<>();
        Handler handler = new Handler() {
            @Override
            public void publish(LogRecord record) {
                log.add(record);
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        Logger logger = Logger.getLogger(AnchorFile.class.getName());
        logger.addHandler(handler);
        logger.setUseParentHandlers(false);
        try {
            replace("nonsense");
            assertThat(anchors.get()).hasToString(". 20326");
            assertThat(anchors.get()).hasToString(". 20326");
            assertThat(log).hasSize(1);
            assertThat(log.get(0).getLevel()).isEqualTo(Level.WARNING);
            assertThat(log.get(0).getMessage()).contains(file.toString()).contains("remain . 20326");

            Files.delete(file);
            assertThat(anchors.get()).hasToString(". 20326");
            assertThat(log).hasSize(2);
        } finally {
            logger.removeHandler(handler);
            logger.setUseParentHandlers(true);
        }
        replace(OTHER.replace("20326", "20327"));
        assertThat(anchors.get()).hasToString(". 20327");
    }

    @Test
    void fileThatIsNotThereAtFirstIsAnError() {
        assertThatThrownBy(() -> DnssecResolver.builder().trustAnchorFile(file).build())
                .isInstanceOf(TrustAnchorException.class)
                .hasMessageContaining(file.toString());
    }

    private DnssecResolver following(AnchorFile anchors, SettableClock clock) {
        return new AnchorFollowingResolver(
                anchors,
                clock,
                new LookupObserver(trace),
                valid -> resolvers.built(resolvers
                        .builder(tree)
                        .trustAnchors(TrustAnchors.of(
                                valid.records().stream().map(Object::toString).toArray(String[]::new)))));
    }

    @Test
    void resolverTakesOverTheNewAnchors() throws IOException {
        try (DnssecResolver resolver = following(opened(OTHER), new SettableClock())) {
            assertThat(((Answer.Failure<?>) resolver.query(MX, RecordType.A)).reason())
                    .isEqualTo(Reason.TRUST_ANCHOR_FAILED);
            replace(tree.trustAnchors());
            assertThat(resolver.query(MX, RecordType.A).describe()).isEqualTo("secure, 1 record");
            replace(OTHER);
            assertThat(((Answer.Failure<?>) resolver.query(MX, RecordType.A)).reason())
                    .isEqualTo(Reason.TRUST_ANCHOR_FAILED);
        }
    }

    @Test
    void resolverKeepsItsAnswersIfTheAnchorsAreTheSame() throws IOException {
        try (DnssecResolver resolver = following(opened(tree.trustAnchors()), new SettableClock())) {
            resolver.query(MX, RecordType.A);
            tree.clearQueries();
            replace("; touched\n" + tree.trustAnchors());
            assertThat(resolver.query(MX, RecordType.A).describe()).isEqualTo("secure, 1 record");
            assertThat(tree.queries()).isEmpty();
        }
    }

    @Test
    void anchorsThatRunOutEndTheTrust() throws IOException {
        Instant now = Instant.now();
        String[] ds = tree.trustAnchors().split(" ", -1);
        SettableClock clock = new SettableClock();
        String xml = "<TrustAnchor><Zone>.</Zone><KeyDigest validFrom=\"2017-02-02T00:00:00Z\" validUntil=\""
                + now.plusSeconds(60) + "\"><KeyTag>" + ds[3] + "</KeyTag><Algorithm>" + ds[4]
                + "</Algorithm><DigestType>" + ds[5] + "</DigestType><Digest>" + ds[6]
                + "</Digest></KeyDigest></TrustAnchor>";
        try (DnssecResolver resolver = following(opened(xml), clock)) {
            assertThat(resolver.query(MX, RecordType.A).describe()).isEqualTo("secure, 1 record");
            clock.advance(Duration.ofSeconds(90));
            Answer.Failure<?> failure = (Answer.Failure<?>) resolver.query(MX, RecordType.A);
            assertThat(failure.reason()).isEqualTo(Reason.TRUST_ANCHOR_FAILED);
            assertThat(failure.detail()).contains("no trust anchor of . is valid at ");
            // Listeners hear of it, although there is no lookup.
            assertThat(trace.events())
                    .last()
                    .isInstanceOfSatisfying(
                            LookupEvent.Answered.class,
                            event -> assertThat(event.answer()).isEqualTo(failure));
        }
    }

    @Test
    void closedResolverAnswersNoMore() throws IOException {
        DnssecResolver resolver = following(opened(tree.trustAnchors()), new SettableClock());
        resolver.close();
        replace(OTHER);
        assertThat(((Answer.Failure<?>) resolver.query(MX, RecordType.A)).detail())
                .contains("closed");
    }
}
