package io.github.dane4j.bctls;

import java.util.Arrays;
import java.util.List;
import org.bouncycastle.tls.CipherSuite;
import org.bouncycastle.tls.ProtocolVersion;

/** The cipher suites by their IANA names, in order of preference. */
enum Suite {
    TLS_AES_128_GCM_SHA256(CipherSuite.TLS_AES_128_GCM_SHA256, Kind.TLS_13),
    TLS_AES_256_GCM_SHA384(CipherSuite.TLS_AES_256_GCM_SHA384, Kind.TLS_13),
    TLS_CHACHA20_POLY1305_SHA256(CipherSuite.TLS_CHACHA20_POLY1305_SHA256, Kind.TLS_13),

    TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256(CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, Kind.TLS_12),
    TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256(CipherSuite.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256, Kind.TLS_12),
    TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384(CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384, Kind.TLS_12),
    TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384(CipherSuite.TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384, Kind.TLS_12),
    TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256(
            CipherSuite.TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256, Kind.TLS_12),
    TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256(CipherSuite.TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256, Kind.TLS_12),

    TLS_DHE_RSA_WITH_AES_128_GCM_SHA256(CipherSuite.TLS_DHE_RSA_WITH_AES_128_GCM_SHA256, Kind.COMPATIBLE),
    TLS_DHE_RSA_WITH_AES_256_GCM_SHA384(CipherSuite.TLS_DHE_RSA_WITH_AES_256_GCM_SHA384, Kind.COMPATIBLE),
    TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256(CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256, Kind.COMPATIBLE),
    TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256(CipherSuite.TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256, Kind.COMPATIBLE),
    TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA384(CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA384, Kind.COMPATIBLE),
    TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384(CipherSuite.TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384, Kind.COMPATIBLE),
    TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA(CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA, Kind.COMPATIBLE),
    TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA(CipherSuite.TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA, Kind.COMPATIBLE),
    TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA(CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA, Kind.COMPATIBLE),
    TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA(CipherSuite.TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA, Kind.COMPATIBLE);

    private enum Kind {
        TLS_13,
        TLS_12,
        /** For TLS 1.2, for outdated servers. */
        COMPATIBLE
    }

    private final int number;
    private final Kind kind;

    Suite(int number, Kind kind) {
        this.number = number;
        this.kind = kind;
    }

    static List<Suite> of(BouncyCastleOptions options) {
        return Arrays.stream(values())
                .filter(suite -> options.isCompatible() || suite.kind != Kind.COMPATIBLE)
                .toList();
    }

    /** The name of a negotiated suite. */
    static String name(int number) {
        return Arrays.stream(values())
                .filter(suite -> suite.number == number)
                .map(Suite::name)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("a cipher suite that was not offered: " + number));
    }

    int number() {
        return number;
    }

    /** The one version of TLS that it belongs to. */
    ProtocolVersion version() {
        return kind == Kind.TLS_13 ? ProtocolVersion.TLSv13 : ProtocolVersion.TLSv12;
    }
}
