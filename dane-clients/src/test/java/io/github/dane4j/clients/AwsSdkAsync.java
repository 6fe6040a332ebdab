package io.github.dane4j.clients;

import io.github.dane4j.jsse.ClientTls;
import io.netty.handler.ssl.SslProvider;
import java.net.URI;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.TrustManager;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.http.async.SdkAsyncHttpClient;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.services.sts.StsAsyncClient;

/** A service of the AWS SDK for Java 2, over its HTTP client on Netty. */
final class AwsSdkAsync implements ClientCase {
    @Override
    public Protocol protocol() {
        return Protocol.AWS;
    }

    @Override
    public Visitor open(ClientTls tls) {
        SdkAsyncHttpClient http = NettyNioAsyncHttpClient.builder()
                .sslProvider(SslProvider.OPENSSL)
                .tlsTrustManagersProvider(() -> new TrustManager[] {tls.trustManager()})
                .build();
        return new Visitor() {
            @Override
            public String visit(String host, int port) throws Exception {
                try (StsAsyncClient sts = StsAsyncClient.builder()
                        .httpClient(http)
                        .endpointOverride(URI.create("https://" + host + ":" + port))
                        .region(Region.US_EAST_1)
                        .credentialsProvider(AnonymousCredentialsProvider.create())
                        .overrideConfiguration(each -> each.retryStrategy(DefaultRetryStrategy.doNotRetry()))
                        .build()) {
                    return sts.getCallerIdentity().get(60, TimeUnit.SECONDS).account();
                }
            }

            @Override
            public void close() {
                // In the background: the client first waits for two seconds in which nobody uses its threads.
                Thread closing = new Thread(http::close, "closing");
                closing.setDaemon(true);
                closing.start();
            }
        };
    }
}
