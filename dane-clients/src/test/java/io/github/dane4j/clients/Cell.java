package io.github.dane4j.clients;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dane4j.Reason;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One client in one scenario. */
record Cell(String name, Scenario scenario, boolean mandatory, ClientCase client) {
    /** Fails unless the client does what it must, for the right reason, and the document says so. */
    void check(Laboratory laboratory, ClientsDocument document, String tableSuffix) throws Exception {
        Throwable failure = attempt(laboratory);

        Optional<Reason> expected = scenario.refusal(mandatory);
        if (expected.isEmpty()) {
            assertThat(failure).as("refused").isNull();
        } else {
            if (failure == null) {
                throw new AssertionError("accepted");
            }
            // What PKIX refuses has a reason of the JDK's.
            Optional<Reason> ours = expected.filter(reason -> reason != Scenario.BY_PKIX);
            assertThat(Refusals.reason(failure))
                    .as(() -> String.valueOf(failure))
                    .isEqualTo(ours);
        }
        String table = (mandatory ? "mandatory" : "DANE or PKIX") + tableSuffix;
        assertThat(document.row(table, name))
                .as("the table " + table + " of docs/clients.md")
                .containsEntry(scenario.title(), failure == null ? "yes" : "no");
    }

    /** What the client threw; null if it talked to the server. */
    private @Nullable Throwable attempt(Laboratory laboratory) throws Exception {
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

    @Override
    public String toString() {
        return name + ": " + scenario + ", " + (mandatory ? "mandatory" : "DANE or PKIX");
    }
}
