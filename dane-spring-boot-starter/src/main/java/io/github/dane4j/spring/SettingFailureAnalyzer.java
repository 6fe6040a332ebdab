package io.github.dane4j.spring;

import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;

/** Prints what is wrong with a setting and where it is set, instead of nested exceptions. */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class SettingFailureAnalyzer extends AbstractFailureAnalyzer<DaneSettingException> {
    private final Environment environment;

    SettingFailureAnalyzer(Environment environment) {
        this.environment = environment;
    }

    @Override
    protected FailureAnalysis analyze(Throwable failure, DaneSettingException cause) {
        String text = cause.getMessage() + origin(cause.setting());
        return new FailureAnalysis(
                text,
                "Correct " + cause.setting() + ", or remove it. All settings are listed in dane4j's docs/mail.md.",
                failure);
    }

    private String origin(String setting) {
        if (!ConfigurationPropertyName.isValid(setting)) {
            return "";
        }
        ConfigurationPropertyName name = ConfigurationPropertyName.of(setting);
        for (ConfigurationPropertySource source : ConfigurationPropertySources.get(environment)) {
            ConfigurationProperty property = source.getConfigurationProperty(name);
            if (property != null && property.getOrigin() != null) {
                return "\n\n    " + setting + " is set in " + property.getOrigin();
            }
        }
        return "";
    }
}
