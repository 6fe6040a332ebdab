package io.github.dane4j.spring;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/** Prints why mail would go without DANE. */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class NotInForceFailureAnalyzer extends AbstractFailureAnalyzer<DaneNotInForceException> {
    @Override
    protected FailureAnalysis analyze(Throwable failure, DaneNotInForceException cause) {
        return new FailureAnalysis(
                cause.getMessage(),
                "Fix the cause given above. To send without DANE on purpose, set " + MailSetting.MODE.setting()
                        + "=none; to start without this check, " + DaneProperties.CHECK_AT_STARTUP
                        + "=false; to switch the starter off, as in a test, " + DaneProperties.ENABLED + "=false.",
                failure);
    }
}
