package io.github.dane4j.spring;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.mail.javamail.JavaMailSenderImpl;

/** Gives each mail sender its settings before anything uses it. */
record MailSenderProcessor(ObjectProvider<SenderSettings> settings) implements BeanPostProcessor {
    @Override
    public Object postProcessBeforeInitialization(Object bean, String name) {
        if (bean instanceof JavaMailSenderImpl sender) {
            settings.getObject().apply(sender, name);
        }
        return bean;
    }
}
