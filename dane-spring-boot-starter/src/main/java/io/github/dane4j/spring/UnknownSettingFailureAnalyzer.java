package io.github.dane4j.spring;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.UnboundConfigurationPropertiesException;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/** Lists the known settings if one below {@code dane.} is unknown. */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class UnknownSettingFailureAnalyzer extends AbstractFailureAnalyzer<UnboundConfigurationPropertiesException> {
    static DaneSettingException unknown(String name) {
        return new DaneSettingException(
                name,
                "unknown setting " + name + ". The known settings are " + String.join(", ", DaneProperties.names()));
    }

    @Override
    protected @Nullable FailureAnalysis analyze(Throwable failure, UnboundConfigurationPropertiesException cause) {
        Optional<ConfigurationProperty> first = cause.getUnboundProperties().stream()
                .filter(each -> (each.getName() + ".").startsWith(DaneProperties.PREFIX))
                .findFirst();
        if (first.isEmpty()) {
            return null;
        }
        String name = first.get().getName().toString();
        return new FailureAnalysis(
                unknown(name).getMessage()
                        + (first.get().getOrigin() == null
                                ? ""
                                : "\n\n    " + name + " is set in "
                                        + first.get().getOrigin()),
                "Correct the name, or remove the setting.",
                failure);
    }
}
