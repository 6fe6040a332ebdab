package io.github.dane4j.clients;

import io.github.dane4j.jsse.ClientTls;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.apache.hc.client5.http.async.methods.SimpleRequestBuilder;
import org.apache.hc.client5.http.impl.async.CloseableHttpAsyncClient;
import org.apache.hc.client5.http.impl.async.HttpAsyncClients;
import org.apache.hc.client5.http.impl.nio.PoolingAsyncClientConnectionManagerBuilder;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;

/** Apache HttpClient 5, asynchronous. */
final class ApacheAsync implements ClientCase {
    @Override
    public Protocol protocol() {
        return Protocol.HTTP;
    }

    @Override
    public Visitor open(ClientTls tls) {
        CloseableHttpAsyncClient client = HttpAsyncClients.custom()
                .setConnectionManager(PoolingAsyncClientConnectionManagerBuilder.create()
                        .setTlsStrategy(new DefaultClientTlsStrategy(tls.context()))
                        .build())
                .build();
        client.start();
        return new Visitor() {
            @Override
            public String visit(String host, int port) throws Exception {
                return client.execute(
                                SimpleRequestBuilder.get("https://" + host + ":" + port + "/")
                                        .build(),
                                null)
                        .get(30, TimeUnit.SECONDS)
                        .getBodyText();
            }

            @Override
            public void close() throws IOException {
                client.close();
            }
        };
    }
}
