import org.jspecify.annotations.NullMarked;

/** DANE over Bouncy Castle's TLS: raw public keys (RFC 7250), and certificates that the JVM cannot parse. */
@NullMarked
module io.github.dane4j.bctls {
    requires static transitive org.jspecify;
    requires transitive io.github.dane4j.jsse;
    requires org.bouncycastle.provider;
    requires org.bouncycastle.tls;

    exports io.github.dane4j.bctls;
}
