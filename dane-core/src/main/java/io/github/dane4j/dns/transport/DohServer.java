package io.github.dane4j.dns.transport;

import io.github.dane4j.Reason;
import io.github.dane4j.dns.validation.LookupLimits;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.lang.reflect.InvocationTargetException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;

/** A name server by HTTPS (RFC 8484). The only class that needs the module {@code java.net.http}. */
public final class DohServer implements Server {
    private static final String MEDIA_TYPE = "application/dns-message";
    private static final int OK = 200;
    private static final int PADDING = 128;

    private final URI uri;
    private final ExecutorService threads = LookupThreads.pool(LookupLimits.HTTPS_THREADS, LookupLimits.WAITING);
    /** Null when closed: before JDK 21 a client ends when nobody holds it. */
    private volatile @Nullable HttpClient client;

    public DohServer(URI uri, SSLContext context) {
        this.uri = uri;
        this.client = HttpClient.newBuilder()
                .followRedirects(HttpClient.Redirect.NEVER)
                .executor(threads)
                .sslContext(context)
                .build();
    }

    @Override
    public Message ask(Message query, AskTerms terms) throws IOException {
        HttpClient open = client;
        if (open == null) {
            throw new IOException("closed");
        }
        Message sent = query.clone();
        // The same for all, so that servers can cache (RFC 8484 section 4.1); TLS tells the replies apart.
        sent.getHeader().setID(0);
        int millis = Deadlines.millisUntil(terms.deadlineNanos());
        HttpRequest request = HttpRequest.newBuilder(uri)
                .header("Content-Type", MEDIA_TYPE)
                .header("Accept", MEDIA_TYPE)
                .timeout(Duration.ofMillis(millis))
                .POST(HttpRequest.BodyPublishers.ofByteArray(sent.toWire()))
                .build();
        CompletableFuture<HttpResponse<byte[]>> response = open.sendAsync(request, DohServer::body);
        try {
            Message reply =
                    Replies.parse(response.get(millis, TimeUnit.MILLISECONDS).body(), sent);
            if (reply.getHeader().getFlag(Flags.TC)) {
                throw new UnusableReply(Reason.DNS_MALFORMED, "a truncated reply over HTTPS");
            }
            reply.getHeader().setID(query.getHeader().getID());
            return reply;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        } catch (TimeoutException e) {
            throw new SocketTimeoutException();
        } catch (ExecutionException e) {
            throw failure(e.getCause());
        } finally {
            response.cancel(true);
        }
    }

    private static IOException failure(@Nullable Throwable cause) {
        for (Throwable each = cause; each != null; each = each.getCause()) {
            if (each instanceof UnusableReply || each instanceof ConnectException) {
                return (IOException) each;
            }
            if (each instanceof java.net.http.HttpTimeoutException) {
                return new SocketTimeoutException();
            }
        }
        return cause instanceof IOException io ? io : new IOException(String.valueOf(cause), cause);
    }

    private static HttpResponse.BodySubscriber<byte[]> body(HttpResponse.ResponseInfo response) {
        int status = response.statusCode();
        if (status != OK) {
            // A redirect too: the application has chosen which server to ask.
            return refused(new UnusableReply(Reason.DNS_ERROR, "HTTP status " + status));
        }
        String type = response.headers().firstValue("Content-Type").orElse("");
        return type.split(";", -1)[0].strip().equalsIgnoreCase(MEDIA_TYPE)
                ? new Body()
                : refused(new UnusableReply(Reason.DNS_MALFORMED, "HTTP content of type \"" + type + "\""));
    }

    /** Does not read the content. */
    private static HttpResponse.BodySubscriber<byte[]> refused(UnusableReply problem) {
        Body body = new Body();
        body.octets.completeExceptionally(problem);
        return body;
    }

    /** The bytes of a message, and no more than that. */
    private static final class Body implements HttpResponse.BodySubscriber<byte[]> {
        private final CompletableFuture<byte[]> octets = new CompletableFuture<>();
        private final ByteArrayOutputStream read = new ByteArrayOutputStream();
        private Flow.@Nullable Subscription subscription;

        @Override
        public CompletionStage<byte[]> getBody() {
            return octets;
        }

        @Override
        public void onSubscribe(Flow.Subscription source) {
            subscription = source;
            if (octets.isDone()) {
                source.cancel();
            } else {
                source.request(Long.MAX_VALUE);
            }
        }

        @Override
        public void onNext(List<ByteBuffer> buffers) {
            for (ByteBuffer buffer : buffers) {
                if (octets.isDone()) {
                    return;
                }
                if (read.size() + buffer.remaining() > LookupLimits.REPLY_BYTES) {
                    octets.completeExceptionally(new UnusableReply(
                            Reason.DNS_BUDGET, "a reply of more than " + LookupLimits.REPLY_BYTES + " bytes"));
                    Flow.Subscription source = subscription;
                    if (source != null) {
                        source.cancel();
                    }
                    return;
                }
                byte[] part = new byte[buffer.remaining()];
                buffer.get(part);
                read.write(part, 0, part.length);
            }
        }

        @Override
        public void onError(Throwable error) {
            octets.completeExceptionally(error);
        }

        @Override
        public void onComplete() {
            octets.complete(read.toByteArray());
        }
    }

    @Override
    public String transport(boolean overTcp) {
        return "https";
    }

    @Override
    public int padding() {
        return PADDING;
    }

    @Override
    public void close() {
        HttpClient open = client;
        client = null;
        if (open != null) {
            shutDown(open);
        }
        // Its threads end when they are idle: before JDK 21 the client may need them to end what is under way.
    }

    /** From JDK 21 on a client can be told to end. */
    private static void shutDown(HttpClient client) {
        try {
            HttpClient.class.getMethod("shutdownNow").invoke(client);
        } catch (NoSuchMethodException e) {
            // An older one ends its thread by itself, some seconds after nobody holds it any more.
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public String toString() {
        return uri.toString();
    }
}
