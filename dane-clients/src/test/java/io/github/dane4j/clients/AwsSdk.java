package io.github.dane4j.clients;

import io.github.dane4j.jsse.ClientTls;
import java.net.URI;
import java.util.function.Function;
import javax.net.ssl.TrustManager;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.services.sts.StsClient;

/** A service of the AWS SDK for Java 2, over one of its blocking HTTP clients. */
final class AwsSdk implements ClientCase {
    private final Function<ClientTls, SdkHttpClient> http;

    AwsSdk(Function<ClientTls, SdkHttpClient> http) {
        this.http = http;
    }

    static SdkHttpClient apache(ClientTls tls) {
        SdkHttpClient http = Apache5HttpClient.builder()
                .tlsSocketStrategy(new DefaultClientTlsStrategy(tls.context()))
                .build();
        return http;
    }

    static SdkHttpClient urlConnection(ClientTls tls) {
        SdkHttpClient http = UrlConnectionHttpClient.builder()
                .tlsTrustManagersProvider(() -> new TrustManager[] {tls.trustManager()})
                .build();
        return http;
    }

    @Override
    public Protocol protocol() {
        return Protocol.AWS;
    }

    @Override
    public Visitor open(ClientTls tls) {
        SdkHttpClient client = http.apply(tls);
        return new Visitor() {
            @Override
            public String visit(String host, int port) {
                try (StsClient sts = StsClient.builder()
                        .httpClient(client)
                        .endpointOverride(URI.create("https://" + host + ":" + port))
                        .region(Region.US_EAST_1)
                        .credentialsProvider(AnonymousCredentialsProvider.create())
                        .overrideConfiguration(each -> each.retryStrategy(DefaultRetryStrategy.doNotRetry()))
                        .build()) {
                    return sts.getCallerIdentity().account();
                }
            }

            @Override
            public void close() {
                client.close();
            }
        };
    }
}
