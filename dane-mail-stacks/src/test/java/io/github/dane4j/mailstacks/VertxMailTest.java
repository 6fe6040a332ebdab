package io.github.dane4j.mailstacks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.dane4j.dns.DnssecResolver;
import io.github.dane4j.dns.TrustAnchors;
import io.github.dane4j.jsse.DaneCertificateException;
import io.github.dane4j.jsse.DaneSslContext;
import io.github.dane4j.testkit.DnsTree;
import io.github.dane4j.testkit.SmtpServer;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.IdentityCipherSuiteFilter;
import io.netty.handler.ssl.JdkSslContext;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.dns.AddressResolverOptions;
import io.vertx.core.net.SSLEngineOptions;
import io.vertx.core.spi.tls.SslContextFactory;
import io.vertx.ext.mail.MailClient;
import io.vertx.ext.mail.MailConfig;
import io.vertx.ext.mail.MailMessage;
import io.vertx.ext.mail.StartTLSOptions;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;

class VertxMailTest extends MailStackTest {
    /** Engines that ask DNS about each host. */
    static final class DaneEngineOptions extends SSLEngineOptions {
        private final SSLContext context;

        DaneEngineOptions(SSLContext context) {
            this.context = context;
            // The engine asks DNS, which must not block the event loop.
            setUseWorkerThread(true);
        }

        @Override
        public SSLEngineOptions copy() {
            return new DaneEngineOptions(context);
        }

        @Override
        public SslContextFactory sslContextFactory() {
            return () -> new JdkSslContext(
                    context, true, null, IdentityCipherSuiteFilter.INSTANCE, null, ClientAuth.NONE, null, false);
        }
    }

    private static MailClient client(Vertx vertx, DnssecResolver dns, String host, int port) {
        MailConfig config = new MailConfig(host, port)
                .setStarttls(StartTLSOptions.REQUIRED)
                .setSslEngineOptions(new DaneEngineOptions(DaneSslContext.mandatory(dns)));
        MailClient client = MailClient.create(vertx, config);
        return client;
    }

    private static void send(MailClient client) throws Exception {
        client.sendMail(new MailMessage("alice@example.net", "bob@example.org", "secret", "for nobody else"))
                .toCompletionStage()
                .toCompletableFuture()
                .get(60, TimeUnit.SECONDS);
    }

    @Test
    void sendsAndRefuses() throws Exception {
        SmtpServer server = network.start(mx());
        SmtpServer stripped = network.start(mx().withoutStartTls());
        DnsTree tree = exampleOrg(server.port(), CERTIFICATE);
        Vertx vertx = Vertx.vertx(new VertxOptions()
                .setAddressResolverOptions(
                        new AddressResolverOptions().setHostsValue(Buffer.buffer("127.0.0.1 " + HOST + "\n"))));
        try (DnssecResolver dns = DnssecResolver.builder()
                .nameServers(tree.address())
                .trustAnchors(TrustAnchors.of(tree.trustAnchors()))
                .build()) {
            MailClient client = client(vertx, dns, HOST, server.port());
            send(client);
            client.close().toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
            server.certificate(OTHER);
            MailClient again = client(vertx, dns, HOST, server.port());
            Throwable failure = catchThrowable(() -> send(again));
            MailClient toStripped = client(vertx, dns, HOST, stripped.port());

            assertThat(failure).isNotNull();
            assertThat(causes(failure)).anyMatch(DaneCertificateException.class::isInstance);
            assertThat(catchThrowable(() -> send(toStripped))).isNotNull();
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
        }
        assertThat(server.received()).singleElement().satisfies(mail -> {
            assertThat(mail.encrypted()).isTrue();
            assertThat(mail.serverName()).contains(HOST);
        });
        assertNothingGivenAway(stripped);
    }

    private static java.util.List<Throwable> causes(Throwable failure) {
        return java.util.stream.Stream.iterate(failure, java.util.Objects::nonNull, Throwable::getCause)
                .toList();
    }
}
