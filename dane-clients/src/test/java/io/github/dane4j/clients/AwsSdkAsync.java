package io.github.dane4j.clients;

import io.github.dane4j.jsse.ClientTls;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.ssl.SslProvider;
import java.net.URI;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.TrustManager;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.http.async.SdkAsyncHttpClient;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.http.nio.netty.SdkEventLoopGroup;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.services.sts.StsAsyncClient;

/** A service of the AWS SDK for Java 2, over its HTTP client on Netty. */
final class AwsSdkAsync implements ClientCase {
    @Override
    public Protocol protocol() {
        return Protocol.AWS;
    }

    /** The SDK knows no other group than the one that Netty has deprecated. */
    @Override
    @SuppressWarnings("deprecation")
    public Visitor open(ClientTls tls) {
        // Threads of its own would be idle for two seconds before the client is closed.
        EventLoopGroup threads = new NioEventLoopGroup(1);
        SdkAsyncHttpClient http = NettyNioAsyncHttpClient.builder()
                .eventLoopGroup(SdkEventLoopGroup.create(threads, NioSocketChannel::new))
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
            @SuppressWarnings("FutureReturnValueIgnored")
            public void close() {
                http.close();
                threads.shutdownGracefully(0, 5, TimeUnit.SECONDS);
            }
        };
    }
}
