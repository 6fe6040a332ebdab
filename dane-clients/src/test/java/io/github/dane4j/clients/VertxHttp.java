package io.github.dane4j.clients;

import io.github.dane4j.jsse.ClientTls;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.dns.AddressResolverOptions;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.TrustOptions;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** The HTTP client of Vert.x. */
final class VertxHttp implements ClientCase {
    private final Function<ClientTls, HttpClientOptions> options;

    VertxHttp(Function<ClientTls, HttpClientOptions> options) {
        this.options = options;
    }

    static HttpClientOptions context(ClientTls tls) {
        HttpClientOptions options =
                new HttpClientOptions().setSsl(true).setSslEngineOptions(new DaneEngineOptions(tls.context()));
        return options;
    }

    static HttpClientOptions trustManager(ClientTls tls) {
        HttpClientOptions options =
                new HttpClientOptions().setSsl(true).setTrustOptions(TrustOptions.wrap(tls.trustManager()));
        return options;
    }

    @Override
    public Protocol protocol() {
        return Protocol.HTTP;
    }

    @Override
    public Visitor open(ClientTls tls) {
        // The tests name their hosts in a file that only the JVM reads.
        Vertx vertx = Vertx.vertx(new VertxOptions()
                .setAddressResolverOptions(
                        new AddressResolverOptions().setHostsPath(System.getProperty("jdk.net.hosts.file"))));
        HttpClient client = vertx.createHttpClient(options.apply(tls));
        return new Visitor() {
            @Override
            public String visit(String host, int port) throws Exception {
                RequestOptions request = new RequestOptions()
                        .setMethod(HttpMethod.GET)
                        .setHost(host)
                        .setPort(port)
                        .setURI("/");
                return await(client.request(request)
                                .compose(HttpClientRequest::send)
                                .compose(HttpClientResponse::body))
                        .toString();
            }

            @Override
            public void close() {
                try {
                    await(vertx.close());
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
            }
        };
    }

    private static <T> T await(Future<T> future) throws Exception {
        try {
            return future.toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }
}
