package io.github.dane4j.clients;

import io.github.dane4j.jsse.ClientTls;
import java.io.InputStream;
import java.net.URI;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import javax.net.ssl.HttpsURLConnection;

/** {@code HttpsURLConnection}. */
final class UrlConnection implements ClientCase {
    @Override
    public Protocol protocol() {
        return Protocol.HTTP;
    }

    @Override
    public Visitor open(ClientTls tls) {
        return (host, port) -> {
            URL url = URI.create("https://" + host + ":" + port + "/").toURL();
            HttpsURLConnection connection = (HttpsURLConnection) url.openConnection();
            connection.setSSLSocketFactory(tls.socketFactory());
            try (InputStream in = connection.getInputStream()) {
                return new String(in.readAllBytes(), StandardCharsets.UTF_8);
            }
        };
    }
}
