package io.github.dane4j.spring;

import io.github.dane4j.DaneRefusal;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/** Prints the explanation of a refusal that made the start fail, as with {@code spring.mail.test-connection}. */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class RefusalFailureAnalyzer implements FailureAnalyzer {
    @Override
    public @Nullable FailureAnalysis analyze(Throwable failure) {
        return DaneRefusal.in(failure)
                .map(refused -> new FailureAnalysis(
                        refused.explain(),
                        "Nothing was sent to " + refused.server()
                                + ", and no credentials. The text above says who has to"
                                + " act. Do not switch DANE off because of it: the server is not the one that its domain"
                                + " has named, or that cannot be proven now.",
                        failure))
                .orElse(null);
    }
}
