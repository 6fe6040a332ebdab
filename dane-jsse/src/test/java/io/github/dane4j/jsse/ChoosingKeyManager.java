package io.github.dane4j.jsse;

import io.github.dane4j.testkit.TestCertificate;
import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/** An application's own: it chooses by the server, and so notes for which one it was asked. */
final class ChoosingKeyManager extends X509ExtendedKeyManager {
    private static final String ALIAS = "mine";

    private final TestCertificate certificate;
    private final List<String> peers = new CopyOnWriteArrayList<>();

    ChoosingKeyManager(TestCertificate certificate) {
        this.certificate = certificate;
    }

    /** As {@code host:port}. */
    List<String> peers() {
        return peers;
    }

    private @Nullable String choose(String[] keyTypes, SSLSession handshake) {
        peers.add(handshake.getPeerHost() + ":" + handshake.getPeerPort());
        String algorithm = certificate.keyPair().getPrivate().getAlgorithm();
        // Bouncy Castle names the curve too.
        return Stream.of(keyTypes).anyMatch(type -> type.split("/", 2)[0].equals(algorithm)) ? ALIAS : null;
    }

    @Override
    public @Nullable String chooseClientAlias(String[] keyTypes, Principal[] issuers, Socket socket) {
        return choose(keyTypes, ((SSLSocket) socket).getHandshakeSession());
    }

    @Override
    public @Nullable String chooseEngineClientAlias(String[] keyTypes, Principal[] issuers, SSLEngine engine) {
        return choose(keyTypes, engine.getHandshakeSession());
    }

    @Override
    public X509Certificate[] getCertificateChain(String alias) {
        return new X509Certificate[] {certificate.certificate()};
    }

    @Override
    public PrivateKey getPrivateKey(String alias) {
        return certificate.keyPair().getPrivate();
    }

    @Override
    public String[] getClientAliases(String keyType, Principal[] issuers) {
        return new String[] {ALIAS};
    }

    @Override
    public String @Nullable [] getServerAliases(String keyType, Principal[] issuers) {
        return null;
    }

    @Override
    public @Nullable String chooseServerAlias(String keyType, Principal[] issuers, Socket socket) {
        return null;
    }
}
