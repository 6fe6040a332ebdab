package io.github.dane4j.tlsrpt;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;

/**
 * Sends reports by HTTPS POST (RFC 8460 section 5.4). The certificate is checked although the RFC does not require that, and
 * redirects are not followed: the address comes from a stranger's DNS record. Thread-safe.
 */
final class HttpsDelivery {
    private static final System.Logger LOG = System.getLogger("io.github.dane4j.tlsrpt");

    private static final int SUCCESS = 2;
    private static final int HUNDRED = 100;

    private final SSLContext tls;
    private final Duration patience;

    HttpsDelivery(SSLContext tls, Duration patience) {
        this.tls = tls;
        this.patience = patience;
    }

    void deliver(SealedReport report, URI destination) throws DeliveryException, InterruptedException {
        HttpRequest request = request(report, destination);
        // One client per report: a shared one would keep its thread, and connections to all destinations, until
        // the next day.
        HttpClient client = HttpClient.newBuilder()
                .sslContext(tls)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(patience)
                .build();
        // Not the timeout of the request, which covers only the header of the response: a body can last forever.
        CompletableFuture<HttpResponse<Void>> reply = client.sendAsync(request, HttpResponse.BodyHandlers.discarding());
        try {
            int status = reply.get(patience.toMillis(), TimeUnit.MILLISECONDS).statusCode();
            if (status / HUNDRED != SUCCESS) {
                throw new DeliveryException(destination + " replied with HTTP status " + status);
            }
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() instanceof IOException ? e.getCause() : e;
            throw new DeliveryException(destination + " could not be reached: " + cause.getMessage(), e);
        } catch (TimeoutException e) {
            throw new DeliveryException(destination + " did not answer within " + patience.toSeconds() + " seconds", e);
        } finally {
            reply.cancel(true);
            close(client);
        }
    }

    /**
     * Closes its connection where the JDK supports that: from 21 on. Before, an idle connection lasts until the client is
     * garbage, which it is now.
     */
    private static void close(HttpClient client) {
        try {
            HttpClient.class.getMethod("shutdownNow").invoke(client);
        } catch (NoSuchMethodException e) {
            return;
        } catch (ReflectiveOperationException e) {
            LOG.log(System.Logger.Level.DEBUG, "an HTTP client cannot be closed", e);
        }
    }

    private static HttpRequest request(SealedReport report, URI destination) throws DeliveryException {
        try {
            return HttpRequest.newBuilder(destination)
                    .header("Content-Type", SealedReport.MEDIA_TYPE)
                    .POST(HttpRequest.BodyPublishers.ofByteArray(report.octets()))
                    .build();
        } catch (IllegalArgumentException e) {
            throw new DeliveryException(destination + " is not an address to post to: " + e.getMessage(), e);
        }
    }
}
