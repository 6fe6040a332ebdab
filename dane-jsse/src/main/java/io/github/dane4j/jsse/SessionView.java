package io.github.dane4j.jsse;

import java.nio.ByteBuffer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSession;

/**
 * An engine only to look at: it shows an established session as if its handshake went on, because PKIX trust managers
 * check names only where they see a connection. It can do nothing else.
 */
final class SessionView extends SSLEngine {
    private final SSLSession session;
    private final SSLParameters parameters;

    SessionView(SSLSession session, SSLParameters parameters) {
        super(session.getPeerHost(), session.getPeerPort());
        this.session = session;
        this.parameters = parameters;
    }

    private static UnsupportedOperationException onlyAView() {
        return new UnsupportedOperationException("the handshake is over");
    }

    @Override
    public SSLSession getHandshakeSession() {
        return session;
    }

    @Override
    public SSLSession getSession() {
        return session;
    }

    @Override
    public SSLParameters getSSLParameters() {
        return parameters;
    }

    @Override
    public boolean getUseClientMode() {
        return true;
    }

    @Override
    public HandshakeStatus getHandshakeStatus() {
        return HandshakeStatus.NOT_HANDSHAKING;
    }

    @Override
    public SSLEngineResult wrap(ByteBuffer[] sources, int offset, int length, ByteBuffer target) {
        throw onlyAView();
    }

    @Override
    public SSLEngineResult unwrap(ByteBuffer source, ByteBuffer[] targets, int offset, int length) {
        throw onlyAView();
    }

    @Override
    public Runnable getDelegatedTask() {
        throw onlyAView();
    }

    @Override
    public void closeInbound() {
        throw onlyAView();
    }

    @Override
    public boolean isInboundDone() {
        return true;
    }

    @Override
    public void closeOutbound() {
        throw onlyAView();
    }

    @Override
    public boolean isOutboundDone() {
        return true;
    }

    @Override
    public String[] getSupportedCipherSuites() {
        return getEnabledCipherSuites();
    }

    @Override
    public String[] getEnabledCipherSuites() {
        return new String[] {session.getCipherSuite()};
    }

    @Override
    public void setEnabledCipherSuites(String[] suites) {
        throw onlyAView();
    }

    @Override
    public String[] getSupportedProtocols() {
        return getEnabledProtocols();
    }

    @Override
    public String[] getEnabledProtocols() {
        return new String[] {session.getProtocol()};
    }

    @Override
    public void setEnabledProtocols(String[] protocols) {
        throw onlyAView();
    }

    @Override
    public void beginHandshake() {
        throw onlyAView();
    }

    @Override
    public void setUseClientMode(boolean client) {
        throw onlyAView();
    }

    @Override
    public void setNeedClientAuth(boolean need) {
        throw onlyAView();
    }

    @Override
    public boolean getNeedClientAuth() {
        return false;
    }

    @Override
    public void setWantClientAuth(boolean want) {
        throw onlyAView();
    }

    @Override
    public boolean getWantClientAuth() {
        return false;
    }

    @Override
    public void setEnableSessionCreation(boolean enabled) {
        throw onlyAView();
    }

    @Override
    public boolean getEnableSessionCreation() {
        return false;
    }
}
