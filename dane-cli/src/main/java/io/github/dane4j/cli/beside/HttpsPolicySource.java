package io.github.dane4j.cli.beside;

import io.github.dane4j.DomainName;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/**
 * Fetches policies by HTTPS from the address that our own resolver found, which an HTTP client does not let one choose. One
 * request of HTTP/1.0, redirects not followed (RFC 8461 section 3.3), the answer bounded.
 */
public final class HttpsPolicySource implements PolicySource {
    /** RFC 8461 section 3.3 suggests 64 KB. */
    private static final int MAX_BYTES = 65_536;

    private final SSLSocketFactory sockets;
    private final int port;
    private final Duration timeout;

    /**
     * A source.
     *
     * @param sockets whose trust the servers' certificates need
     * @param port 443, except in tests
     * @param timeout for the whole answer
     */
    public HttpsPolicySource(SSLSocketFactory sockets, int port, Duration timeout) {
        this.sockets = sockets;
        this.port = port;
        this.timeout = timeout;
    }

    @Override
    public String policy(DomainName host, InetAddress address) throws Unavailable {
        long deadline = System.nanoTime() + timeout.toNanos();
        try (Socket plain = new Socket()) {
            plain.connect(new InetSocketAddress(address, port), (int) timeout.toMillis());
            plain.setSoTimeout((int) timeout.toMillis());
            try (SSLSocket socket = (SSLSocket) sockets.createSocket(plain, host.toString(), port, true)) {
                SSLParameters parameters = socket.getSSLParameters();
                parameters.setEndpointIdentificationAlgorithm("HTTPS");
                parameters.setServerNames(List.of(new SNIHostName(host.toString())));
                socket.setSSLParameters(parameters);
                socket.getOutputStream()
                        .write(("GET /.well-known/mta-sts.txt HTTP/1.0\r\nHost: " + host + "\r\n\r\n")
                                .getBytes(StandardCharsets.US_ASCII));
                return body(read(socket.getInputStream(), deadline));
            }
        } catch (IOException e) {
            throw new Unavailable(e.getMessage() == null ? e.toString() : e.getMessage());
        }
    }

    private static String read(InputStream in, long deadline) throws IOException {
        byte[] answer = new byte[MAX_BYTES];
        int length = 0;
        while (length < answer.length) {
            if (System.nanoTime() - deadline > 0) {
                throw new IOException("the server took too long");
            }
            int more = in.read(answer, length, answer.length - length);
            if (more < 0) {
                break;
            }
            length += more;
        }
        return new String(answer, 0, length, StandardCharsets.UTF_8);
    }

    private static String body(String answer) throws Unavailable {
        int end = answer.indexOf("\r\n\r\n");
        String status = answer.lines().findFirst().orElse("");
        if (end < 0 || !status.matches("HTTP/1\\.[01] 200( .*)?")) {
            throw new Unavailable("the server answers: " + status);
        }
        return answer.substring(end + 4);
    }
}
