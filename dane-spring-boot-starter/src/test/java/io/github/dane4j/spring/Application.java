package io.github.dane4j.spring;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalysisReporter;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.mail.MailException;
import org.springframework.mail.MailSendException;
import org.springframework.mail.SimpleMailMessage;
import org.springframework.mail.javamail.JavaMailSender;

/** An application as its users write it: with a mail sender, and nothing of ours but settings. */
@EnableAutoConfiguration
class Application {
    /** The mail sender alone, which starts in a tenth of the time; a file of its name says of what it is made. */
    @ImportAutoConfiguration
    static final class Small {}

    /** Runs with settings and all that Boot has; the caller closes it. */
    static ConfigurableApplicationContext run(Map<String, String> settings, Class<?>... more) {
        return start(settings, Stream.concat(Stream.of(Application.class), Arrays.stream(more)));
    }

    /** The same of a {@link Small} application. */
    static ConfigurableApplicationContext runSmall(Map<String, String> settings, Class<?>... more) {
        return start(settings, Stream.concat(Stream.of(Small.class), Arrays.stream(more)));
    }

    /** The same where these environment variables are set, and no others. */
    static ConfigurableApplicationContext runSmallWith(Map<String, Object> variables, Map<String, String> settings) {
        StandardEnvironment environment = new StandardEnvironment();
        String name = StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME;
        environment.getPropertySources().replace(name, new SystemEnvironmentPropertySource(name, variables));
        SpringApplication application = new SpringApplication(Small.class);
        application.setEnvironment(environment);
        return start(application, settings);
    }

    private static ConfigurableApplicationContext start(Map<String, String> settings, Stream<Class<?>> sources) {
        return start(new SpringApplication(sources.toArray(Class<?>[]::new)), settings);
    }

    private static ConfigurableApplicationContext start(SpringApplication application, Map<String, String> settings) {
        application.setWebApplicationType(WebApplicationType.NONE);
        application.setLogStartupInfo(false);
        return application.run(settings.entrySet().stream()
                .map(each -> "--" + each.getKey() + "=" + each.getValue())
                .toArray(String[]::new));
    }

    /** What a person reads on the console when a small application does not start: what is wrong, and what to do. */
    static String failToRun(Map<String, String> settings, Class<?>... more) {
        return failure(() -> runSmall(settings, more));
    }

    /** The same of any application. */
    static String failure(Supplier<ConfigurableApplicationContext> start) {
        Report.TEXT.setLength(0);
        try (ConfigurableApplicationContext context = start.get()) {
            throw new AssertionError("the application has started: " + context);
        } catch (RuntimeException expected) {
            return Report.TEXT.length() == 0 ? "no analyzer knows " + expected : Report.TEXT.toString();
        }
    }

    /** Takes the place of the console; {@code META-INF/spring.factories} names it. */
    static final class Report implements FailureAnalysisReporter {
        private static final StringBuilder TEXT = new StringBuilder();

        @Override
        public void report(FailureAnalysis analysis) {
            TEXT.append(analysis.getDescription()).append("\nAction: ").append(analysis.getAction());
        }
    }

    static SimpleMailMessage message() {
        SimpleMailMessage message = new SimpleMailMessage();
        message.setFrom("alice@example.net");
        message.setTo("bob@example.org");
        message.setSubject("secret");
        message.setText("for nobody else");
        return message;
    }

    /** Sends to {@code bob@example.org}; empty if that succeeds. */
    static Optional<Exception> send(ConfigurableApplicationContext context) {
        try {
            context.getBean(JavaMailSender.class).send(message());
            return Optional.empty();
        } catch (MailSendException e) {
            Exception[] each = e.getMessageExceptions();
            return Optional.of(each.length == 0 ? e : each[0]);
        } catch (MailException e) {
            return Optional.of(e);
        }
    }
}
