package io.github.dane4j.clients;

import io.github.dane4j.jsse.ClientTls;
import java.io.IOException;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.core5.http.io.entity.EntityUtils;

/** Apache HttpClient 5, classic. */
final class ApacheClassic implements ClientCase {
    @Override
    public Protocol protocol() {
        return Protocol.HTTP;
    }

    @Override
    public Visitor open(ClientTls tls) {
        CloseableHttpClient client = HttpClients.custom()
                .setConnectionManager(PoolingHttpClientConnectionManagerBuilder.create()
                        .setTlsSocketStrategy(new DefaultClientTlsStrategy(tls.context()))
                        .build())
                .build();
        return new Visitor() {
            @Override
            public String visit(String host, int port) throws Exception {
                return client.execute(
                        new HttpGet("https://" + host + ":" + port + "/"),
                        response -> EntityUtils.toString(response.getEntity()));
            }

            @Override
            public void close() throws IOException {
                client.close();
            }
        };
    }
}
