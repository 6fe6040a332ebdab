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
 * Reports by HTTPS POST (RFC 8460 section 5.4). The certificate is checked although the RFC lets it pass, and no redirect is
 * followed: the address comes from a stranger's DNS record. Thread-safe.
 */
final class HttpsDelivery {
    private static final int SUCCESS = 2;
    private static final int HUNDRED = 100;

    private final HttpClient client;
    private final Duration patience;

    HttpsDelivery(SSLContext tls, Duration patience) {
        client = HttpClient.newBuilder()
                .sslContext(tls)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(patience)
                .build();
        this.patience = patience;
    }

    void deliver(SealedReport report, URI destination) throws DeliveryException, InterruptedException {
        // Not the time-out of the request, which ends with the head of the reply: a body can last for ever.
        CompletableFuture<HttpResponse<Void>> reply = post(report, destination);
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
        }
    }

    private CompletableFuture<HttpResponse<Void>> post(SealedReport report, URI destination) throws DeliveryException {
        try {
            HttpRequest request = HttpRequest.newBuilder(destination)
                    .header("Content-Type", SealedReport.MEDIA_TYPE)
                    .POST(HttpRequest.BodyPublishers.ofByteArray(report.octets()))
                    .build();
            return client.sendAsync(request, HttpResponse.BodyHandlers.discarding());
        } catch (IllegalArgumentException e) {
            throw new DeliveryException(destination + " is not an address to post to: " + e.getMessage(), e);
        }
    }
}
