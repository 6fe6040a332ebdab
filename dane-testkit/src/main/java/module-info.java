import org.jspecify.annotations.NullMarked;

/** Test equipment for DANE: a CA, a signed DNS tree, TLS and SMTP servers. Depends on no other module of dane4j. */
@NullMarked
module io.github.dane4j.testkit {
    requires static transitive org.jspecify;
    requires static transitive org.junit.jupiter.api;
    requires org.bouncycastle.pkix;
    requires org.bouncycastle.provider;
    requires static org.bouncycastle.tls;
    requires org.dnsjava;

    exports io.github.dane4j.testkit;
}
