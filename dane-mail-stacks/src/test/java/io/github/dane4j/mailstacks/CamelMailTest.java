package io.github.dane4j.mailstacks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.dane4j.mail.StoreServer;
import io.github.dane4j.testkit.DnsTree;
import io.github.dane4j.testkit.SmtpServer;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.mail.MailComponent;
import org.apache.camel.component.mail.MailConstants;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;

@SuppressWarnings("try") // close() of a context may be interrupted, and nobody interrupts these tests
class CamelMailTest extends MailStackTest {
    /** Camel with the test's DNS in place of the real one. */
    private static CamelContext camel(Properties test) {
        CamelContext context = new DefaultCamelContext();
        for (String scheme : new String[] {"smtp", "imaps"}) {
            MailComponent component = new MailComponent(context);
            component.getConfiguration().setAdditionalJavaMailProperties(test);
            component.getConfiguration().setUseHeaderRecipients(true);
            context.addComponent(scheme, component);
        }
        return context;
    }

    private static Properties withoutHost(Properties properties, String protocol) {
        properties.remove("mail." + protocol + ".host");
        properties.remove("mail." + protocol + ".port");
        return properties;
    }

    private static void send(CamelContext context, String endpoint) {
        Map<String, Object> headers = new HashMap<>();
        headers.put(MailConstants.MAIL_FROM, "alice@example.net");
        headers.put(MailConstants.MAIL_TO, "bob@example.org");
        headers.put(MailConstants.MAIL_SUBJECT, "secret");
        context.createProducerTemplate().sendBodyAndHeaders(endpoint, "for nobody else", headers);
    }

    private void sendsAndRefuses(RouteBuilder routes, String endpoint, SmtpServer server, Properties test)
            throws Exception {
        try (CamelContext context = camel(withoutHost(test, "smtp"))) {
            context.addRoutes(routes);
            context.start();

            send(context, endpoint);
            server.certificate(OTHER);
            CamelExecutionException failure =
                    catchThrowableOfType(CamelExecutionException.class, () -> send(context, endpoint));

            assertMismatch(failure);
        }
        assertThat(server.received()).singleElement().matches(mail -> mail.encrypted());
    }

    @Test
    void relay() throws Exception {
        SmtpServer server = network.start(mx());
        String host = HOST;
        int port = server.port();

        sendsAndRefuses(
                new RouteBuilder() {
                    @Override
                    public void configure() {
                        from("direct:mail")
                                .to(
                                        "smtp://" + host + ":" + port
                                                + "?mail.smtp.class=io.github.dane4j.mail.SMTPTransport&mail.smtp.dane=mandatory");
                    }
                },
                "direct:mail",
                server,
                to(server, "smtp"));
    }

    @Test
    void mxHosts() throws Exception {
        SmtpServer server = network.start(mx());
        int port = server.port();

        sendsAndRefuses(
                new RouteBuilder() {
                    @Override
                    public void configure() {
                        from("direct:mx")
                                .to(
                                        "smtp://by-mx:" + port
                                                + "?mail.smtp.class=io.github.dane4j.mail.MxTransport&mail.smtp.dane=opportunistic");
                    }
                },
                "direct:mx",
                server,
                onThisMachine(to(server, "smtp"), "smtp"));
    }

    @Test
    void store() throws Exception {
        CountDownLatch polled = new CountDownLatch(1);
        try (StoreServer server = StoreServer.imap(CERTIFICATE, StoreServer.Trait.IMPLICIT_TLS)) {
            DnsTree dns = exampleOrg(server.port(), CERTIFICATE);
            String host = HOST;
            int port = server.port();
            try (CamelContext context = camel(withoutHost(to(dns, port, "imaps"), "imaps"))) {
                context.addRoutes(new RouteBuilder() {
                    @Override
                    public void configure() {
                        from("imaps://" + host + ":" + port + "?username=alice&password=secret"
                                        + "&mail.imaps.class=io.github.dane4j.mail.DaneImapStore&mail.imaps.dane=mandatory")
                                .to("mock:inbox");
                    }
                });
                context.start();
                for (int i = 0; i < 600 && server.logins().isEmpty(); i++) {
                    polled.await(50, TimeUnit.MILLISECONDS);
                }
            }
            assertThat(server.logins()).isNotEmpty().allMatch(StoreServer.Command::secured);
        }
    }
}
