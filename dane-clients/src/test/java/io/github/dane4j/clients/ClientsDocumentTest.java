package io.github.dane4j.clients;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dane4j.DaneMode;
import io.github.dane4j.DomainName;
import io.github.dane4j.dns.DnssecResolver;
import io.github.dane4j.jsse.ClientTls;
import io.github.dane4j.jsse.DaneSslContext;
import io.github.dane4j.jsse.ServerVerdict;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;

/** The snippets of docs/clients.md are the code that the tests run, and its dependencies are those that they use. */
class ClientsDocumentTest {
    private final ClientsDocument document = new ClientsDocument();

    @Test
    void everyJavaSnippetIsRun() throws Exception {
        assertThat(document.blocks("java")).hasSizeGreaterThan(10);
        assertThat(document.javaThatStandsNowhere()).isEmpty();
    }

    @Test
    void theFirstLinesAreEnough() {
        DnssecResolver dns = DnssecResolver.create();
        ClientTls tls = ClientTls.mandatory(dns);
        assertThat(tls.context().getProtocol()).isEqualTo("TLS");
        dns.close();
    }

    @Test
    void theBuilderSetsMore() throws Exception {
        try (Laboratory laboratory = new Laboratory();
                DnssecResolver dns = laboratory.resolver()) {
            ClientTls tls = DaneSslContext.builder(dns)
                    .mode(DaneMode.OPPORTUNISTIC)
                    .modeBelow(DomainName.of("example.test"), DaneMode.MANDATORY)
                    .modeFor(DomainName.of("www.example.test"), DaneMode.AUDIT)
                    .resumeSessions(Duration.ofHours(1))
                    .listener(verdict -> System.out.println(verdict))
                    .clientTls();
            try (SSLSocket socket = (SSLSocket) tls.socketFactory()
                    .createSocket(Scenario.GOOD_KEY.host(), laboratory.port(Protocol.HTTP, Scenario.GOOD_KEY))) {
                socket.startHandshake();
                SSLSession session = socket.getSession();
                Optional<ServerVerdict> verdict = ServerVerdict.of(session);
                assertThat(verdict).map(ServerVerdict::basis).contains(ServerVerdict.Basis.DANE);
            }
        }
    }

    @Test
    void everyDependencyIsUsed() throws Exception {
        String pom = Files.readString(Path.of("pom.xml"));

        assertThat(document.dependencies())
                .hasSizeGreaterThan(8)
                .allSatisfy(artifact -> assertThat(pom).contains("<artifactId>" + artifact + "</artifactId>"));
    }
}
