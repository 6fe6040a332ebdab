package io.github.dane4j.acceptance.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code dane check} of GnuTLS and OpenSSL servers whose zones Knot DNS signs, each in its way. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(120)
class CheckOfKnotIT {
    private final Parts parts = new Parts();
    private final int published = Loopback.freePort();
    private final int another = Loopback.freePort();
    private final int issued = Loopback.freePort();
    private final int unpublished = Loopback.freePort();
    private Optional<Knot> knot = Optional.empty();

    @BeforeAll
    void start() {
        Prerequisites.check();
        Path folder = parts.keep(TemporaryFolder.create()).path();
        Certificate authority = Certificate.authority(folder, "authority");
        Certificate right = authority.issue(folder, "right", "mx.nsec.test");
        Certificate wrong = authority.issue(folder, "wrong", "mx.nsec.test");
        knot = Optional.of(parts.keep(Knot.start(
                TemporaryFolder.open(folder.resolve("knot")),
                "_%d._tcp.mx TLSA 3 1 1 %s\n".formatted(published, right.keyDigest())
                        + "_%d._tcp.mx TLSA 3 1 1 %s\n".formatted(another, right.keyDigest())
                        + "_%d._tcp.mx TLSA 2 1 1 %s\n".formatted(issued, authority.keyDigest()))));
        gnuTls(folder, published, right, "NORMAL");
        gnuTls(folder, another, wrong, "NORMAL");
        gnuTls(folder, issued, right, "NORMAL:-VERS-ALL:+VERS-TLS1.2");
        parts.keep(OpenSslServer.showing(folder, unpublished, right.chain(), right.key(), Optional.empty()));
    }

    private void gnuTls(Path folder, int port, Certificate certificate, String priority) {
        parts.keep(GnuTlsServer.start(folder, port, Optional.empty(), Optional.of(certificate), priority));
    }

    @AfterAll
    void stop() {
        parts.close();
    }

    @ParameterizedTest
    @CsvSource({
        "mx.nsec.test,     published,   0, ok,          authenticated",
        "mx.nsec3.test,    published,   0, warning,     authenticated certificate-other-name",
        "mx.online.test,   published,   0, warning,     authenticated certificate-other-name",
        "mx.nsec.test,     issued,      0, ok,          authenticated",
        "mx.nsec3.test,    issued,      1, failure,     chain-other-name",
        "mx.online.test,   issued,      1, failure,     chain-other-name",
        "mx.nsec.test,     another,     1, failure,     not-authenticated",
        "mx.nsec3.test,    another,     1, failure,     not-authenticated",
        "mx.online.test,   another,     1, failure,     not-authenticated",
        "mx.nsec.test,     unpublished, 4, not-covered, encrypted tlsa-missing",
        "mx.nsec3.test,    unpublished, 4, not-covered, encrypted tlsa-missing",
        "mx.online.test,   unpublished, 4, not-covered, encrypted tlsa-missing",
        "mx.unsigned.test, published,   4, not-covered, encrypted host-unsigned",
    })
    void isJudgedRightly(String host, String server, int status, String level, String codes) {
        int port = switch (server) {
            case "published" -> published;
            case "another" -> another;
            case "issued" -> issued;
            case "unpublished" -> unpublished;
            default -> throw new IllegalArgumentException(server);
        };

        Checked checked =
                Checked.of(knot.orElseThrow().address(), knot.orElseThrow().rootAnchor(), host + ":" + port);

        assertThat(checked.codes()).as(checked.report()).containsExactlyInAnyOrder(codes.split(" ", -1));
        assertThat(checked.level()).as(checked.report()).isEqualTo(level);
        assertThat(checked.status()).as(checked.report()).isEqualTo(status);
    }
}
