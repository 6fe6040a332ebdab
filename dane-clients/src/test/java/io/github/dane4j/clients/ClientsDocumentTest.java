package io.github.dane4j.clients;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dane4j.dns.DnssecResolver;
import io.github.dane4j.jsse.ClientTls;
import java.nio.file.Files;
import java.nio.file.Path;
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
    void everyDependencyIsUsed() throws Exception {
        String pom = Files.readString(Path.of("pom.xml"));

        assertThat(document.dependencies())
                .hasSizeGreaterThan(8)
                .allSatisfy(artifact -> assertThat(pom).contains("<artifactId>" + artifact + "</artifactId>"));
    }
}
