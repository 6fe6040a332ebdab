package io.github.dane4j.mtasts;

import io.github.dane4j.DomainName;
import io.github.dane4j.InvalidNameException;
import io.github.dane4j.Printable;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

/**
 * Fetches policies over HTTPS (RFC 8461 section 3.3): only from the policy host itself, without redirects or HTTP caching.
 */
final class PolicyFetcher {
    private static final System.Logger LOG = System.getLogger("io.github.dane4j.mtasts");

    private static final String LABEL = "mta-sts";
    private static final String PATH = "/.well-known/mta-sts.txt";
    private static final String MEDIA_TYPE = "text/plain";
    private static final int HTTPS_PORT = 443;
    private static final int OK = 200;
    private static final int DNS_NAME = 2;
    private static final int SHOWN = 200;

    private final SSLContext tls;
    private final int port;

    PolicyFetcher(SSLContext tls, int port) {
        this.tls = tls;
        this.port = port;
    }

    /**
     * The bytes of the policy, as received; blocks for at most {@code patience}.
     *
     * @throws TimeoutException if that time is over
     */
    byte[] fetch(DomainName domain, Duration patience) throws StsException, InterruptedException, TimeoutException {
        DomainName host = host(domain);
        HttpRequest request = request(host);
        URI uri = request.uri();
        // One client per fetch: a shared one would keep its connections to all policy hosts open.
        HttpClient client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .sslContext(tls)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(patience)
                .build();
        // Not the timeout of the request, which covers only the header of the response: a body can last forever.
        CompletableFuture<HttpResponse<byte[]>> reply = client.sendAsync(request, PolicyFetcher::body);
        try {
            HttpResponse<byte[]> response = reply.get(patience.toMillis(), TimeUnit.MILLISECONDS);
            checkName(host, uri, response.sslSession());
            return response.body();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof HttpConnectTimeoutException) {
                throw timeout(uri, patience);
            }
            throw explained(uri, e);
        } catch (TimeoutException e) {
            throw timeout(uri, patience);
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

    private static TimeoutException timeout(URI uri, Duration patience) {
        String time = patience.toSeconds() == 0 ? patience.toMillis() + " ms" : patience.toSeconds() + " seconds";
        return new TimeoutException(uri + " did not answer within " + time);
    }

    private static DomainName host(DomainName domain) throws StsException {
        try {
            return domain.child(LABEL);
        } catch (InvalidNameException e) {
            throw failed("the policy host of " + domain + " would have no valid name", e);
        }
    }

    /** Not every domain name can be the host of a URI: that has no underscore, and its last label begins with a letter. */
    private HttpRequest request(DomainName host) throws StsException {
        try {
            URI uri = URI.create("https://" + host + (port == HTTPS_PORT ? "" : ":" + port) + PATH);
            return HttpRequest.newBuilder(uri).GET().build();
        } catch (IllegalArgumentException e) {
            throw failed("the policy host " + host + " has a name that no URL can have", e);
        }
    }

    private static HttpResponse.BodySubscriber<byte[]> body(HttpResponse.ResponseInfo head) {
        if (head.statusCode() != OK) {
            return new Refused("expected HTTP status 200, found " + head.statusCode());
        }
        String type = head.headers().firstValue("Content-Type").orElse("none");
        if (!type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT).equals(MEDIA_TYPE)) {
            return new Refused("expected content type " + MEDIA_TYPE + ", found " + Printable.clip(type, SHOWN));
        }
        return new Bounded();
    }

    /** A response whose body is not read. */
    private static final class Refused implements HttpResponse.BodySubscriber<byte[]> {
        private final CompletableFuture<byte[]> body;

        Refused(String why) {
            body = CompletableFuture.failedFuture(new IOException(why));
        }

        @Override
        public CompletionStage<byte[]> getBody() {
            return body;
        }

        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            subscription.cancel();
        }

        @Override
        public void onNext(List<ByteBuffer> item) {}

        @Override
        public void onError(Throwable throwable) {}

        @Override
        public void onComplete() {}
    }

    /** A body that is read up to the maximum size of a policy. */
    private static final class Bounded implements HttpResponse.BodySubscriber<byte[]> {
        private final CompletableFuture<byte[]> body = new CompletableFuture<>();
        private final java.io.ByteArrayOutputStream read = new java.io.ByteArrayOutputStream();
        private Optional<Flow.Subscription> running = Optional.empty();

        @Override
        public CompletionStage<byte[]> getBody() {
            return body;
        }

        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            running = Optional.of(subscription);
            subscription.request(1);
        }

        @Override
        public void onNext(List<ByteBuffer> item) {
            for (ByteBuffer each : item) {
                byte[] bytes = new byte[each.remaining()];
                each.get(bytes);
                if (read.size() + bytes.length > StsPolicy.MAX_BYTES) {
                    running.ifPresent(Flow.Subscription::cancel);
                    body.completeExceptionally(
                            new IOException("expected at most " + StsPolicy.MAX_BYTES + " bytes, found more"));
                    return;
                }
                read.writeBytes(bytes);
            }
            running.ifPresent(subscription -> subscription.request(1));
        }

        @Override
        public void onError(Throwable throwable) {
            body.completeExceptionally(throwable);
        }

        @Override
        public void onComplete() {
            body.complete(read.toByteArray());
        }
    }

    /** The JDK has checked the name, but also accepts a common name. */
    private static void checkName(DomainName host, URI uri, Optional<SSLSession> session) throws StsException {
        try {
            if (session.isPresent()
                    && session.get().getPeerCertificates()[0] instanceof X509Certificate certificate
                    && hasName(certificate, host)) {
                return;
            }
        } catch (SSLPeerUnverifiedException | CertificateParsingException e) {
            throw new StsException(StsException.Kind.WEBPKI_INVALID, uri + ": " + e.getMessage(), e);
        }
        throw new StsException(
                StsException.Kind.WEBPKI_INVALID, uri + ": the certificate has no DNS name that matches " + host);
    }

    private static boolean hasName(X509Certificate certificate, DomainName host) throws CertificateParsingException {
        return certificate.getSubjectAlternativeNames() != null
                && certificate.getSubjectAlternativeNames().stream()
                        .filter(name -> name.get(0).equals(DNS_NAME))
                        .map(name -> String.valueOf(name.get(1)).toLowerCase(Locale.ROOT))
                        .anyMatch(name -> StsPolicy.matches(name, host));
    }

    private static StsException explained(URI uri, ExecutionException e) {
        Throwable cause = e.getCause() == null ? e : e.getCause();
        for (Throwable each = cause; each != null; each = each.getCause()) {
            if (each instanceof CertificateException
                    || each instanceof CertPathBuilderException
                    || each instanceof CertPathValidatorException) {
                return new StsException(
                        StsException.Kind.WEBPKI_INVALID,
                        uri + ": the certificate is not accepted: " + Printable.clip(text(each), SHOWN),
                        cause);
            }
        }
        String what = cause instanceof SSLException ? "TLS failed: " : "";
        return failed(uri + ": " + what + Printable.clip(text(cause), SHOWN), cause);
    }

    /** Some of the JDK's exceptions have no message. */
    private static String text(Throwable cause) {
        return cause.getMessage() == null ? cause.toString() : cause.getMessage();
    }

    static StsException failed(String message, Throwable cause) {
        return new StsException(StsException.Kind.FETCH_ERROR, message, cause);
    }
}
