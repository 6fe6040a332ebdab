import org.jspecify.annotations.NullMarked;

/** DANE for any JSSE client: an SSLContext and an SSLSocketFactory that verify the server against its TLSA records. */
@NullMarked
module io.github.dane4j.jsse {
    requires static transitive org.jspecify;
    requires transitive io.github.dane4j.core;

    exports io.github.dane4j.jsse;
}
