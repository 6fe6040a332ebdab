package io.github.dane4j.clients;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dane4j.Reason;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every client in every scenario: the tables of docs/clients.md say no more and no less. */
@TestInstance(Lifecycle.PER_CLASS)
class ClientTableTest {
    private final ClientsDocument document = new ClientsDocument();
    private Laboratory laboratory;

    @BeforeAll
    void start() throws Exception {
        laboratory = new Laboratory();
    }

    @AfterAll
    void stop() throws Exception {
        laboratory.close();
    }

    /** By the names that stand in the tables. */
    static Map<String, ClientCase> clients() throws Exception {
        Map<String, ClientCase> clients = new LinkedHashMap<>();
        clients.put("HttpClient (JDK)", new JdkHttpClient());
        clients.put("HttpsURLConnection (JDK)", new UrlConnection());
        clients.put("OkHttp 4", new OkHttp());
        clients.put("OkHttp 5", new OkHttp5());
        clients.put("Apache HttpClient 5, classic", new ApacheClassic());
        clients.put("Apache HttpClient 5, async", new ApacheAsync());
        clients.put("Netty", new NettyJdk());
        clients.put("Netty with OpenSSL", new NettyOpenSsl());
        clients.put("Reactor Netty", new ReactorNetty());
        clients.put("Spring WebClient", new SpringWebClient());
        clients.put("Jetty HttpClient", new Jetty());
        clients.put("gRPC", new Grpc());
        clients.put("gRPC, channel credentials", new GrpcCredentials());
        clients.put("JNDI LDAP (JDK)", new JndiLdap());
        clients.put("PostgreSQL JDBC", new Postgres());
        clients.put("Kafka", new Kafka());
        clients.put("Lettuce", new Lettuce());
        clients.put("Vert.x", new VertxHttp(VertxHttp::context));
        clients.put("AWS SDK 2, Apache HttpClient 5", new AwsSdk(AwsSdk::apache));
        clients.put("AWS SDK 2, Netty", new AwsSdkAsync());
        return clients;
    }

    static List<Cell> cells() throws Exception {
        List<Cell> cells = new ArrayList<>();
        clients().forEach((name, client) -> {
            for (Scenario scenario : Scenario.values()) {
                cells.add(new Cell(name, scenario, true, client));
                cells.add(new Cell(name, scenario, false, client));
            }
        });
        return cells;
    }

    @ParameterizedTest
    @MethodSource("cells")
    void cell(Cell cell) throws Exception {
        cell.check(laboratory, document, "");
    }

    @Test
    void theTablesHaveNothingElse() throws Exception {
        String[] names = clients().keySet().toArray(String[]::new);

        assertThat(document.table("mandatory")).containsOnlyKeys(names);
        assertThat(document.table("DANE or PKIX")).containsOnlyKeys(names);
    }

    @Test
    void theTableOfReasonsIsRight() {
        Map<String, Map<String, String>> reasons = document.table("situation");

        assertThat(reasons).hasSize(Scenario.values().length);
        for (Scenario scenario : Scenario.values()) {
            assertThat(reasons.get(scenario.title()))
                    .containsEntry("mandatory", reason(scenario.refusal(true)))
                    .containsEntry("DANE or PKIX", reason(scenario.refusal(false)));
        }
    }

    private static String reason(Optional<Reason> refusal) {
        return refusal.map(reason -> reason == Scenario.BY_PKIX ? "refused by PKIX" : "`" + reason + "`")
                .orElse("accepted");
    }
}
