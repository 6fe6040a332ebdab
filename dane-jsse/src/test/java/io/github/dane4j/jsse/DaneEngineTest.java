package io.github.dane4j.jsse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.dane4j.DomainName;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import org.junit.jupiter.api.Test;

class DaneEngineTest {
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final ByteBuffer network = ByteBuffer.allocate(32768);

    private static ConnectionSetup allowed(String serverName) {
        return new ConnectionSetup(
                new UnauthenticatedTrustManager(),
                ConnectionSetup.serverNames(Optional.of(DomainName.of(serverName))),
                Optional.empty(),
                Optional.empty());
    }

    private static SSLEngine engine(ConnectionPolicy policy) throws Exception {
        OneShotContexts contexts = new OneShotContexts();
        SSLContext template = contexts.template();
        return new ClientContext(
                        new ClientContextSpi(contexts, connection -> Optional.empty(), policy, template), template)
                .createSSLEngine("www.example.test", 443);
    }

    private String sent() {
        return new String(network.array(), 0, network.position(), StandardCharsets.ISO_8859_1);
    }

    @Test
    void asksInItsFirstTaskAndSaysHelloAfterwards() throws Exception {
        SSLEngine engine = engine((host, port) -> {
            assertThat(host).isEqualTo("www.example.test");
            assertThat(port).isEqualTo(443);
            return allowed("base.example.test");
        });
        SSLParameters own = engine.getSSLParameters();
        own.setServerNames(List.of(new SNIHostName("www.example.test")));
        engine.setSSLParameters(own);
        assertThat(engine.getHandshakeStatus()).isEqualTo(HandshakeStatus.NOT_HANDSHAKING);

        SSLEngineResult first = engine.wrap(NOTHING, network);

        assertThat(first.getHandshakeStatus()).isEqualTo(HandshakeStatus.NEED_TASK);
        assertThat(first.bytesProduced()).isZero();
        Runnable lookup = engine.getDelegatedTask();
        assertThat(engine.getDelegatedTask()).isNull();
        assertThat(engine.wrap(NOTHING, network).getHandshakeStatus()).isEqualTo(HandshakeStatus.NEED_TASK);
        assertThat(network.position()).isZero();

        lookup.run();

        assertThat(engine.getHandshakeStatus()).isEqualTo(HandshakeStatus.NEED_WRAP);
        assertThat(engine.wrap(NOTHING, network).bytesProduced()).isPositive();
        assertThat(sent()).contains("base.example.test").doesNotContain("www.example.test");
    }

    @Test
    void beginsOnlyOnce() throws Exception {
        SSLEngine engine = engine((host, port) -> allowed("base.example.test"));

        engine.beginHandshake();
        engine.beginHandshake();
        assertThat(engine.unwrap(ByteBuffer.allocate(5), network).getHandshakeStatus())
                .isEqualTo(HandshakeStatus.NEED_TASK);
        engine.getDelegatedTask().run();

        assertThat(engine.getDelegatedTask()).isNull();
        assertThat(engine.getHandshakeStatus()).isEqualTo(HandshakeStatus.NEED_WRAP);
    }

    @Test
    void aRefusedLookupThrowsAndSendsNothing() throws Exception {
        SSLException refusal = new SSLException("the lookup says no");
        SSLEngine engine = engine((host, port) -> {
            throw refusal;
        });
        engine.beginHandshake();
        engine.getDelegatedTask().run();

        assertThat(engine.getHandshakeStatus()).isEqualTo(HandshakeStatus.NEED_WRAP);
        assertThatThrownBy(() -> engine.wrap(NOTHING, network)).isSameAs(refusal);
        assertThatThrownBy(() -> engine.unwrap(ByteBuffer.allocate(5), network)).isSameAs(refusal);
        assertThatThrownBy(engine::beginHandshake).isSameAs(refusal);
        assertThat(network.position()).isZero();

        engine.closeOutbound();

        assertThat(engine.isOutboundDone()).isTrue();
        assertThat(engine.wrap(NOTHING, network).getStatus()).isEqualTo(Status.CLOSED);
        assertThat(engine.getHandshakeStatus()).isEqualTo(HandshakeStatus.NOT_HANDSHAKING);
    }

    @Test
    void aLookupThatBreaksOffIsARefusal() throws Exception {
        SSLEngine engine = engine((host, port) -> {
            throw new IllegalStateException("broken resolver");
        });
        engine.beginHandshake();
        engine.getDelegatedTask().run();

        assertThatThrownBy(() -> engine.wrap(NOTHING, network))
                .isInstanceOf(SSLException.class)
                .hasRootCauseMessage("broken resolver");
    }

    @Test
    void anErrorInTheLookupLeavesARefusalBehind() throws Exception {
        SSLEngine engine = engine((host, port) -> {
            throw new AssertionError("out of luck");
        });
        engine.beginHandshake();

        assertThat(catchThrowable(engine.getDelegatedTask()::run)).isInstanceOf(AssertionError.class);

        assertThatThrownBy(() -> engine.wrap(NOTHING, network)).isInstanceOf(SSLException.class);
    }

    @Test
    void settingsThatTheEngineCannotTakeAreARefusal() throws Exception {
        SSLEngine engine = engine((host, port) -> allowed("base.example.test"));
        engine.setEnabledProtocols(new String[] {"TLSv1.1"});
        engine.beginHandshake();
        engine.getDelegatedTask().run();

        assertThatThrownBy(() -> engine.wrap(NOTHING, network))
                .isInstanceOf(SSLException.class)
                .hasMessageContaining("TLSv1.1");
    }

    @Test
    void closedDuringTheLookupItStaysClosed() throws Exception {
        SSLEngine engine = engine((host, port) -> allowed("base.example.test"));
        engine.beginHandshake();
        Runnable lookup = engine.getDelegatedTask();
        engine.closeOutbound();
        engine.closeInbound();

        lookup.run();

        assertThat(engine.wrap(NOTHING, network).getStatus()).isEqualTo(Status.CLOSED);
        assertThat(engine.isInboundDone()).isTrue();
        assertThatThrownBy(engine::beginHandshake).isInstanceOf(SSLException.class);
        assertThat(network.position()).isZero();
    }

    @Test
    void closedAfterTheLookupItSaysGoodbye() throws Exception {
        SSLEngine engine = engine((host, port) -> allowed("base.example.test"));
        engine.beginHandshake();
        engine.getDelegatedTask().run();
        engine.wrap(NOTHING, network);

        engine.closeOutbound();

        assertThat(engine.getHandshakeStatus()).isEqualTo(HandshakeStatus.NEED_WRAP);
        assertThat(engine.isOutboundDone()).isFalse();
        assertThat(engine.isInboundDone()).isFalse();
    }

    @Test
    void isForClientsOnly() throws Exception {
        SSLEngine engine = engine((host, port) -> allowed("base.example.test"));

        engine.setUseClientMode(true);

        assertThat(engine.getUseClientMode()).isTrue();
        assertThatThrownBy(() -> engine.setUseClientMode(false)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void handsSettingsToTheRealEngine() throws Exception {
        SSLEngine engine = engine((host, port) -> allowed("base.example.test"));

        engine.setEnabledProtocols(new String[] {"TLSv1.3"});
        engine.setEnabledCipherSuites(new String[] {"TLS_AES_128_GCM_SHA256"});
        engine.setEnableSessionCreation(false);
        engine.setWantClientAuth(true);
        engine.setNeedClientAuth(true);
        engine.setHandshakeApplicationProtocolSelector((self, offered) -> offered.get(0));

        assertThat(engine.getPeerHost()).isEqualTo("www.example.test");
        assertThat(engine.getPeerPort()).isEqualTo(443);
        assertThat(engine.getEnabledProtocols()).containsExactly("TLSv1.3");
        assertThat(engine.getEnabledCipherSuites()).containsExactly("TLS_AES_128_GCM_SHA256");
        assertThat(engine.getSupportedProtocols()).contains("TLSv1.2", "TLSv1.3");
        assertThat(engine.getSupportedCipherSuites()).contains("TLS_AES_128_GCM_SHA256");
        assertThat(engine.getEnableSessionCreation()).isFalse();
        assertThat(engine.getNeedClientAuth()).isTrue();
        assertThat(engine.getWantClientAuth()).isFalse();
        assertThat(engine.getHandshakeApplicationProtocolSelector()).isNotNull();
        assertThat(engine.getApplicationProtocol()).isNull();
        assertThat(engine.getHandshakeApplicationProtocol()).isNull();
        assertThat(engine.getHandshakeSession()).isNull();
        assertThat(engine.getSession().getProtocol()).isEqualTo("NONE");
    }
}
