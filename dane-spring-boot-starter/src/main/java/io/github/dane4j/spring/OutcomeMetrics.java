package io.github.dane4j.spring;

import io.github.dane4j.Reason;
import io.github.dane4j.mail.OutcomeListener;
import io.github.dane4j.mail.RecipientOutcome;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Counts the outcomes for recipients. No tag contains a domain or an address. Thread-safe. */
final class OutcomeMetrics implements OutcomeListener {
    static final String RECIPIENTS = "dane.mail.recipients";

    private final MeterRegistry registry;

    OutcomeMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    @Override
    public void onOutcomes(List<RecipientOutcome> outcomes) {
        for (RecipientOutcome each : outcomes) {
            Optional<RecipientOutcome.Attempt> attempt = each.attempt();
            Counter.builder(RECIPIENTS)
                    .description("Recipients of mail")
                    .tag("outcome", each.kind().name().toLowerCase(Locale.ROOT))
                    .tag(
                            "authenticated",
                            String.valueOf(attempt.flatMap(RecipientOutcome.Attempt::tlsaRecord)
                                    .isPresent()))
                    .tag(
                            "reason",
                            attempt.flatMap(RecipientOutcome.Attempt::reason)
                                    .map(Reason::word)
                                    .orElse("none"))
                    .register(registry)
                    .increment();
        }
    }
}
