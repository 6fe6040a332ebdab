package io.github.dane4j.jsse;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLContextSpi;

/** The {@code SSLContext} that a {@link DaneSslContext} gives out. Extending it is the only way past its providers. */
final class ClientContext extends SSLContext {
    /** {@code template} lends the names of its provider and protocol. */
    ClientContext(SSLContextSpi spi, SSLContext template) {
        super(spi, template.getProvider(), template.getProtocol());
    }
}
