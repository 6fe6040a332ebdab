import org.jspecify.annotations.NullMarked;

/** TLSA records, verification of certificate chains, DNSSEC-validated lookups, and the DANE policy for SMTP and SRV. */
@NullMarked
module io.github.dane4j.core {
    requires static transitive org.jspecify;
    requires static java.net.http;
    requires static jdk.jfr;
    requires static org.bouncycastle.provider;
    requires java.xml;
    requires org.dnsjava;

    exports io.github.dane4j;
    exports io.github.dane4j.dns;
    exports io.github.dane4j.policy;
    exports io.github.dane4j.publish;
    exports io.github.dane4j.tlsa;
    exports io.github.dane4j.verify;
}
