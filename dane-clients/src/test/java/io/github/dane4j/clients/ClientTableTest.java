package io.github.dane4j.clients;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dane4j.Reason;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
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
        return clients;
    }

    static List<Arguments> cells() throws Exception {
        List<Arguments> cells = new ArrayList<>();
        clients().forEach((name, client) -> {
            for (Scenario scenario : Scenario.values()) {
                cells.add(Arguments.of(name, scenario, true, client));
                cells.add(Arguments.of(name, scenario, false, client));
            }
        });
        return cells;
    }

    @ParameterizedTest(name = "{0}: {1}, mandatory {2}")
    @MethodSource("cells")
    void cell(String name, Scenario scenario, boolean mandatory, ClientCase client) throws Exception {
        Throwable failure = attempt(client, scenario, mandatory);

        Optional<Reason> expected = scenario.refusal(mandatory);
        if (expected.isEmpty()) {
            assertThat(failure).as("refused").isNull();
        } else {
            assertThat(failure).as("accepted").isNotNull();
            // What PKIX refuses has a reason of the JDK's.
            Optional<Reason> ours = expected.filter(reason -> reason != Scenario.BY_PKIX);
            assertThat(Refusals.reason(failure)).as(() -> String.valueOf(failure)).isEqualTo(ours);
        }
        String table = mandatory ? "mandatory" : "DANE or PKIX";
        assertThat(document.table(table).getOrDefault(name, Map.of()))
                .as("the table " + table + " of docs/clients.md")
                .containsEntry(scenario.title(), failure == null ? "yes" : "no");
    }

    /** What the client threw; null if it talked to the server. */
    private @Nullable Throwable attempt(ClientCase client, Scenario scenario, boolean mandatory) throws Exception {
        int port = laboratory.port(client.protocol(), scenario);
        try (ClientCase.Visitor visitor = client.open(laboratory.tls(mandatory))) {
            if (scenario == Scenario.CHANGED) {
                assertThat(visitor.visit(scenario.host(), port)).isEqualTo(ClientCase.WELCOME);
                laboratory.change(true);
            }
            try {
                assertThat(visitor.visit(scenario.host(), port)).isEqualTo(ClientCase.WELCOME);
                return null;
            } catch (Exception e) {
                return e;
            } finally {
                if (scenario == Scenario.CHANGED) {
                    laboratory.change(false);
                }
            }
        }
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
