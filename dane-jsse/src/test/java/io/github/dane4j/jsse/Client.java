package io.github.dane4j.jsse;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/** The ways in which an application can use an {@code SSLContext}: each asks a server of the test for its page. */
enum Client {
    /** Drives an engine, and sets the server name by itself. */
    HTTP_CLIENT {
        @Override
        String get(SSLContext context, String host, int port) throws IOException, InterruptedException {
            HttpClient client = HttpClient.newBuilder().sslContext(context).build();
            HttpRequest request =
                    HttpRequest.newBuilder(uri(host, port)).timeout(LIMIT).build();
            return client.send(request, BodyHandlers.ofString()).body();
        }
    },
    /** Tries an unconnected socket first, then puts TLS over a connected one. */
    HTTPS_URL_CONNECTION {
        @Override
        String get(SSLContext context, String host, int port) throws IOException {
            HttpsURLConnection connection =
                    (HttpsURLConnection) uri(host, port).toURL().openConnection();
            connection.setSSLSocketFactory(context.getSocketFactory());
            connection.setReadTimeout((int) LIMIT.toMillis());
            try (InputStream in = connection.getInputStream()) {
                return new String(in.readAllBytes(), StandardCharsets.US_ASCII);
            }
        }
    },
    /** Lets the factory connect. */
    SOCKET {
        @Override
        String get(SSLContext context, String host, int port) throws IOException {
            try (Socket socket = context.getSocketFactory().createSocket(host, port)) {
                return get((SSLSocket) socket, host);
            }
        }
    },
    /** Puts TLS over a connected socket, as mail and OkHttp do. */
    LAYERED_SOCKET {
        @Override
        String get(SSLContext context, String host, int port) throws IOException {
            try (Socket plain = new Socket(InetAddress.getLoopbackAddress(), port);
                    Socket socket = context.getSocketFactory().createSocket(plain, host, port, true)) {
                return get((SSLSocket) socket, host);
            }
        }
    };

    /** Far more than any of the tests takes; reached only by a hanging one. */
    static final Duration LIMIT = Duration.ofSeconds(30);

    abstract String get(SSLContext context, String host, int port) throws IOException, InterruptedException;

    static String get(SSLSocket socket, String host) throws IOException {
        socket.setSoTimeout((int) LIMIT.toMillis());
        socket.getOutputStream()
                .write(("GET / HTTP/1.1\r\nHost: " + host + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
        String response = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        return response.substring(response.indexOf("\r\n\r\n") + 4);
    }

    private static URI uri(String host, int port) {
        return URI.create("https://" + host + ":" + port + "/");
    }
}
