package io.github.dane4j.clients;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.Provider;
import java.security.Security;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bouncycastle.jsse.provider.BouncyCastleJsseProvider;
import org.conscrypt.Conscrypt;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Clients with sockets and with engines over other TLS providers than the JDK's. The servers keep to the JDK's. */
@TestInstance(Lifecycle.PER_CLASS)
class ProviderTableTest {
    private static final String SUFFIX = ", other TLS provider";

    private final ClientsDocument document = new ClientsDocument();
    private Laboratory laboratory;

    @BeforeAll
    void start() throws Exception {
        laboratory = new Laboratory();
        // Netty asks for the JVM's default context once, and Bouncy Castle's needs Bouncy Castle's other provider for
        // that.
        NettyJdk.context(laboratory.tls(true));
    }

    @AfterAll
    void stop() throws Exception {
        laboratory.close();
    }

    private static Map<String, Provider> providers() {
        Map<String, Provider> providers = new LinkedHashMap<>();
        providers.put("Bouncy Castle (BCJSSE)", new BouncyCastleJsseProvider());
        providers.put("Conscrypt", Conscrypt.newProvider());
        return providers;
    }

    private static Map<String, ClientCase> clients() {
        Map<String, ClientCase> clients = new LinkedHashMap<>();
        clients.put("HttpClient (JDK)", new JdkHttpClient());
        clients.put("HttpsURLConnection (JDK)", new UrlConnection());
        clients.put("OkHttp 4", new OkHttp());
        clients.put("Apache HttpClient 5, classic", new ApacheClassic());
        clients.put("Netty", new NettyJdk());
        clients.put("Jetty HttpClient", new Jetty());
        clients.put("Vert.x", new VertxHttp(VertxHttp::context));
        return clients;
    }

    record ProviderCell(Provider provider, Cell cell) {
        @Override
        public String toString() {
            return cell.toString();
        }
    }

    static List<ProviderCell> cells() {
        List<ProviderCell> cells = new ArrayList<>();
        providers()
                .forEach((providerName, provider) -> clients().forEach((clientName, client) -> {
                    String name = providerName + ", " + clientName;
                    for (Scenario scenario : Scenario.values()) {
                        cells.add(new ProviderCell(provider, new Cell(name, scenario, true, client)));
                        cells.add(new ProviderCell(provider, new Cell(name, scenario, false, client)));
                    }
                }));
        return cells;
    }

    @ParameterizedTest
    @MethodSource("cells")
    void cell(ProviderCell cell) throws Exception {
        Security.insertProviderAt(cell.provider(), 1);
        try {
            assertThat(laboratory.tls(true).context().getProvider()).isSameAs(cell.provider());
            cell.cell().check(laboratory, document, SUFFIX);
        } finally {
            Security.removeProvider(cell.provider().getName());
        }
    }

    @Test
    void theTablesHaveNothingElse() {
        String[] names =
                cells().stream().map(each -> each.cell().name()).distinct().toArray(String[]::new);

        assertThat(document.table("mandatory" + SUFFIX)).containsOnlyKeys(names);
        assertThat(document.table("DANE or PKIX" + SUFFIX)).containsOnlyKeys(names);
    }
}
