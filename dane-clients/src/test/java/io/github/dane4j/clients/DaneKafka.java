package io.github.dane4j.clients;

import io.github.dane4j.jsse.ClientTls;
import java.security.KeyStore;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import org.apache.kafka.common.security.auth.SslEngineFactory;
import org.jspecify.annotations.Nullable;

/** Named in the settings of a Kafka client, which makes one for itself. */
public final class DaneKafka implements SslEngineFactory {
    /** The setting that holds the {@link ClientTls} itself. */
    public static final String TLS = "dane.tls";

    private @Nullable ClientTls tls;

    @Override
    public void configure(Map<String, ?> settings) {
        tls = (ClientTls) Objects.requireNonNull(settings.get(TLS), "set " + TLS);
    }

    @Override
    public SSLEngine createClientSslEngine(String peerHost, int peerPort, String endpointIdentification) {
        SSLEngine engine = Objects.requireNonNull(tls).context().createSSLEngine(peerHost, peerPort);
        try {
            // Kafka takes an engine that has something to send: the lookup must come first.
            engine.beginHandshake();
            Objects.requireNonNull(engine.getDelegatedTask()).run();
        } catch (SSLException e) {
            throw new IllegalStateException(e);
        }
        return engine;
    }

    @Override
    public SSLEngine createServerSslEngine(String peerHost, int peerPort) {
        throw new UnsupportedOperationException("for clients only");
    }

    @Override
    public boolean shouldBeRebuilt(Map<String, Object> settings) {
        return false;
    }

    @Override
    public Set<String> reconfigurableConfigs() {
        return Set.of();
    }

    @Override
    public @Nullable KeyStore keystore() {
        return null;
    }

    @Override
    public @Nullable KeyStore truststore() {
        return null;
    }

    @Override
    public void close() {}
}
