package io.github.dane4j.mailstacks;

import static io.github.dane4j.mailstacks.SpringBootApp.Report.report;

import io.github.dane4j.DaneRefusal;
import io.github.dane4j.mail.DaneMail;
import java.util.Properties;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.mail.MailSendException;
import org.springframework.mail.SimpleMailMessage;
import org.springframework.mail.javamail.JavaMailSender;
import org.springframework.mail.javamail.JavaMailSenderImpl;

/** An application as Spring Boot 3 and Spring Boot 4 run it. */
@EnableAutoConfiguration
public class SpringBootApp {
    /** What it returns if the mail was sent. */
    static final String SENT = "sent";

    /** Remembers what was reported last. */
    static final class Report {
        private static final ThreadLocal<StringBuilder> TEXT = ThreadLocal.withInitial(StringBuilder::new);

        private Report() {}

        static void report(Throwable failure) {
            DaneRefusal.allIn(failure)
                    .forEach(refused -> TEXT.get().append(refused.reason()).append(' '));
        }
    }

    // Spring Boot always sets the protocol; its type says that nobody need.
    @SuppressWarnings("NullAway")
    @Bean
    ApplicationRunner daneIsOn(JavaMailSenderImpl sender) {
        return arguments -> DaneMail.check(sender.getSession(), sender.getProtocol());
    }

    /** Runs with these properties, and tells what was reported if the mail was not sent. */
    static String send(Properties properties) {
        SpringApplication application = new SpringApplication(SpringBootApp.class);
        application.setWebApplicationType(WebApplicationType.NONE);
        application.setDefaultProperties(properties);
        application.setLogStartupInfo(false);
        try (ConfigurableApplicationContext context = application.run()) {
            return send(context.getBean(JavaMailSender.class));
        }
    }

    private static String send(JavaMailSender sender) {
        SimpleMailMessage message = new SimpleMailMessage();
        message.setFrom("alice@example.net");
        message.setTo("bob@example.org");
        message.setSubject("secret");
        message.setText("for nobody else");
        Report.TEXT.remove();
        try {
            sender.send(message);
        } catch (MailSendException e) {
            for (Exception each : e.getMessageExceptions()) {
                report(each);
            }
        }
        String reported = Report.TEXT.get().toString().trim();
        return reported.isEmpty() ? SENT : reported;
    }
}
