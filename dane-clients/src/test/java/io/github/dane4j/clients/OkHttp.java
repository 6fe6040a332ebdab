package io.github.dane4j.clients;

import io.github.dane4j.jsse.ClientTls;
import java.util.Objects;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;

/** OkHttp 4 and 5, which have the same names: {@link OkHttp5} loads this class a second time. */
public final class OkHttp implements ClientCase {
    /** Made by {@link OkHttp5} too. */
    public OkHttp() {}

    @Override
    public Protocol protocol() {
        return Protocol.HTTP;
    }

    @Override
    public Visitor open(ClientTls tls) {
        OkHttpClient client = new OkHttpClient.Builder()
                .sslSocketFactory(tls.socketFactory(), tls.trustManager())
                .hostnameVerifier(tls.hostnameVerifier()) // not optional, see below
                .build();
        return visitor(client);
    }

    /** As nobody should set it up. */
    static Visitor withoutVerifier(ClientTls tls) {
        return visitor(new OkHttpClient.Builder()
                .sslSocketFactory(tls.socketFactory(), tls.trustManager())
                .build());
    }

    private static Visitor visitor(OkHttpClient client) {
        return new Visitor() {
            @Override
            public String visit(String host, int port) throws Exception {
                Request request = new Request.Builder()
                        .url("https://" + host + ":" + port + "/")
                        .build();
                try (Response response = client.newCall(request).execute()) {
                    return Objects.requireNonNull(response.body()).string();
                }
            }

            @Override
            public void close() {
                client.connectionPool().evictAll();
                client.dispatcher().executorService().shutdownNow();
            }
        };
    }
}
