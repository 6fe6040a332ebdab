package io.github.dane4j.clients;

import io.github.dane4j.jsse.ClientTls;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

/** The JDK's own. */
final class JdkHttpClient implements ClientCase {
    @Override
    public Protocol protocol() {
        return Protocol.HTTP;
    }

    @Override
    public Visitor open(ClientTls tls) {
        HttpClient client = HttpClient.newBuilder().sslContext(tls.context()).build();
        return (host, port) -> client.send(
                        HttpRequest.newBuilder(URI.create("https://" + host + ":" + port + "/"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .body();
    }
}
