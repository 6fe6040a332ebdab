package io.github.dane4j.jsse;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/**
 * An engine that asks DNS before its client hello.
 *
 * <p>The lookup is the engine's first delegated task: every driver of an {@code SSLEngine} has a place to run tasks that
 * block, so no thread is needed here, and the server name can be set after the client has set its own parameters. If the
 * lookup refuses the connection, the first wrap or unwrap throws, and nothing has been sent. Where sessions may be resumed,
 * the engine that the client has set up so far only lends its settings: which context has the sessions is known after the
 * lookup.
 */
final class DaneEngine extends SSLEngine {
    private enum Stage {
        /** Nobody has begun a handshake. */
        IDLE,
        /** Begun; the lookup waits to be run, or runs. */
        ASKING,
        /** The lookup allows the connection: from here on the real engine does everything. */
        DECIDED,
        /** The lookup refuses the connection. */
        REFUSED,
        /** Closed before it was decided. */
        CLOSED
    }

    private final DeferredTrustManager trust;
    private final SharedContexts shared;
    private final ConnectionPolicy policy;
    private final Object lock = new Object();

    // Written under the lock.
    private volatile SSLEngine engine;
    private volatile Stage stage = Stage.IDLE;
    private @Nullable Runnable lookup;
    private @Nullable SSLException refusal;

    /** {@code engine} was made in a context of its own whose trust manager is {@code trust}. */
    DaneEngine(SSLEngine engine, DeferredTrustManager trust, SharedContexts shared, ConnectionPolicy policy) {
        super(engine.getPeerHost(), engine.getPeerPort());
        this.engine = engine;
        this.trust = trust;
        this.shared = shared;
        this.policy = policy;
        engine.setUseClientMode(true);
    }

    /** Begins if nobody has; returns what to answer instead of the real engine, or null if it may answer itself. */
    private @Nullable SSLEngineResult instead() throws SSLException {
        if (stage == Stage.DECIDED) {
            return null;
        }
        synchronized (lock) {
            return switch (stage) {
                case IDLE -> {
                    begin();
                    yield idle(HandshakeStatus.NEED_TASK);
                }
                case ASKING -> idle(HandshakeStatus.NEED_TASK);
                case DECIDED -> null;
                case REFUSED -> throw refused();
                case CLOSED ->
                    new SSLEngineResult(SSLEngineResult.Status.CLOSED, HandshakeStatus.NOT_HANDSHAKING, 0, 0);
            };
        }
    }

    private static SSLEngineResult idle(HandshakeStatus status) {
        return new SSLEngineResult(SSLEngineResult.Status.OK, status, 0, 0);
    }

    private void begin() {
        stage = Stage.ASKING;
        lookup = this::decide;
    }

    private SSLException refused() {
        return refusal == null ? new SSLException("the connection was refused") : refusal;
    }

    private void decide() {
        try {
            ConnectionSetup connection = policy.connection(engine.getPeerHost(), engine.getPeerPort());
            Optional<SSLContext> common = shared.of(connection);
            synchronized (lock) {
                if (stage == Stage.ASKING) {
                    common.ifPresent(context -> engine = inPlaceOf(engine, context));
                    engine.setSSLParameters(connection.configure(engine.getSSLParameters()));
                    trust.decide(connection.trust());
                    engine.beginHandshake();
                    stage = Stage.DECIDED;
                }
            }
        } catch (SSLException e) {
            refuse(e);
        } catch (RuntimeException e) {
            refuse(new SSLException("the lookup broke off: " + e, e));
        } finally {
            // After an Error too: a task that never ends would leave the driver waiting.
            refuse(new SSLException("the lookup broke off"));
        }
    }

    /** An engine of another context that is set up alike. */
    private static SSLEngine inPlaceOf(SSLEngine engine, SSLContext context) {
        SSLEngine other = context.createSSLEngine(engine.getPeerHost(), engine.getPeerPort());
        other.setUseClientMode(true);
        other.setSSLParameters(engine.getSSLParameters());
        other.setEnableSessionCreation(engine.getEnableSessionCreation());
        if (engine.getHandshakeApplicationProtocolSelector() != null) {
            other.setHandshakeApplicationProtocolSelector(engine.getHandshakeApplicationProtocolSelector());
        }
        return other;
    }

    private void refuse(SSLException why) {
        synchronized (lock) {
            if (stage == Stage.ASKING) {
                refusal = why;
                stage = Stage.REFUSED;
            }
        }
    }

    @Override
    public SSLEngineResult wrap(ByteBuffer[] sources, int offset, int length, ByteBuffer target) throws SSLException {
        SSLEngineResult instead = instead();
        if (instead != null) {
            return instead;
        }
        try {
            return engine.wrap(sources, offset, length, target);
        } catch (SSLException e) {
            throw JsseLimits.explained(e, trust);
        }
    }

    @Override
    public SSLEngineResult unwrap(ByteBuffer source, ByteBuffer[] targets, int offset, int length) throws SSLException {
        SSLEngineResult instead = instead();
        if (instead != null) {
            return instead;
        }
        try {
            return engine.unwrap(source, targets, offset, length);
        } catch (SSLException e) {
            throw JsseLimits.explained(e, trust);
        }
    }

    @Override
    public @Nullable Runnable getDelegatedTask() {
        if (stage == Stage.DECIDED) {
            return engine.getDelegatedTask();
        }
        synchronized (lock) {
            Runnable task = lookup;
            lookup = null;
            return task;
        }
    }

    @Override
    public void beginHandshake() throws SSLException {
        synchronized (lock) {
            switch (stage) {
                case IDLE -> begin();
                case ASKING -> {}
                case DECIDED -> engine.beginHandshake();
                case REFUSED -> throw refused();
                case CLOSED -> throw new SSLException("the engine is closed");
            }
        }
    }

    @Override
    public HandshakeStatus getHandshakeStatus() {
        return switch (stage) {
            case IDLE, CLOSED -> HandshakeStatus.NOT_HANDSHAKING;
            case ASKING -> HandshakeStatus.NEED_TASK;
            case DECIDED -> engine.getHandshakeStatus();
            // As after any failed task: the next wrap tells.
            case REFUSED -> HandshakeStatus.NEED_WRAP;
        };
    }

    @Override
    public void closeInbound() throws SSLException {
        if (!closedEarly()) {
            engine.closeInbound();
        }
    }

    @Override
    public void closeOutbound() {
        if (!closedEarly()) {
            engine.closeOutbound();
        }
    }

    /** Closes for good what never began to talk; false if the real engine has to say goodbye. */
    private boolean closedEarly() {
        synchronized (lock) {
            if (stage == Stage.DECIDED) {
                return false;
            }
            stage = Stage.CLOSED;
            lookup = null;
            return true;
        }
    }

    @Override
    public boolean isInboundDone() {
        return stage == Stage.CLOSED || engine.isInboundDone();
    }

    @Override
    public boolean isOutboundDone() {
        return stage == Stage.CLOSED || engine.isOutboundDone();
    }

    @Override
    public void setUseClientMode(boolean client) {
        if (!client) {
            throw new IllegalArgumentException("a DANE context is for clients");
        }
    }

    @Override
    public boolean getUseClientMode() {
        return true;
    }

    @Override
    public SSLSession getSession() {
        return engine.getSession();
    }

    @Override
    public @Nullable SSLSession getHandshakeSession() {
        return engine.getHandshakeSession();
    }

    @Override
    public String[] getSupportedCipherSuites() {
        return engine.getSupportedCipherSuites();
    }

    @Override
    public String[] getEnabledCipherSuites() {
        return engine.getEnabledCipherSuites();
    }

    @Override
    public void setEnabledCipherSuites(String[] suites) {
        engine.setEnabledCipherSuites(suites);
    }

    @Override
    public String[] getSupportedProtocols() {
        return engine.getSupportedProtocols();
    }

    @Override
    public String[] getEnabledProtocols() {
        return engine.getEnabledProtocols();
    }

    @Override
    public void setEnabledProtocols(String[] protocols) {
        engine.setEnabledProtocols(protocols);
    }

    @Override
    public SSLParameters getSSLParameters() {
        return engine.getSSLParameters();
    }

    @Override
    public void setSSLParameters(SSLParameters parameters) {
        engine.setSSLParameters(parameters);
    }

    @Override
    public void setNeedClientAuth(boolean need) {
        engine.setNeedClientAuth(need);
    }

    @Override
    public boolean getNeedClientAuth() {
        return engine.getNeedClientAuth();
    }

    @Override
    public void setWantClientAuth(boolean want) {
        engine.setWantClientAuth(want);
    }

    @Override
    public boolean getWantClientAuth() {
        return engine.getWantClientAuth();
    }

    @Override
    public void setEnableSessionCreation(boolean enabled) {
        engine.setEnableSessionCreation(enabled);
    }

    @Override
    public boolean getEnableSessionCreation() {
        return engine.getEnableSessionCreation();
    }

    @Override
    public @Nullable String getApplicationProtocol() {
        return engine.getApplicationProtocol();
    }

    @Override
    public @Nullable String getHandshakeApplicationProtocol() {
        return engine.getHandshakeApplicationProtocol();
    }

    @Override
    public void setHandshakeApplicationProtocolSelector(BiFunction<SSLEngine, List<String>, String> selector) {
        engine.setHandshakeApplicationProtocolSelector(selector);
    }

    @Override
    public BiFunction<SSLEngine, List<String>, String> getHandshakeApplicationProtocolSelector() {
        return engine.getHandshakeApplicationProtocolSelector();
    }
}
