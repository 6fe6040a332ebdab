package io.github.dane4j.jsse;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.security.Security;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.bouncycastle.jsse.provider.BouncyCastleJsseProvider;
import org.conscrypt.Conscrypt;
import org.jspecify.annotations.Nullable;

/** Whose TLS an application has. Servers of the tests keep to the JDK's: they are made before this is preferred. */
enum TlsProvider {
    JDK {
        @Override
        @Nullable
        Provider provider() {
            return null;
        }
    },
    BOUNCY_CASTLE {
        @Override
        Provider provider() {
            return new BouncyCastleJsseProvider();
        }

        // In TLS 1.3 it asks for keys of types such as EC/secp256r1, which those of the JDK do not know.
        @Override
        KeyManagerFactory keyManagerFactory() throws NoSuchAlgorithmException {
            return KeyManagerFactory.getInstance("PKIX", provider());
        }
    },
    CONSCRYPT {
        @Override
        Provider provider() {
            return Conscrypt.newProvider();
        }
    },
    UNKNOWN {
        @Override
        Provider provider() {
            return new UnknownProvider();
        }
    };

    /** Null for the JDK's. */
    @Nullable
    abstract Provider provider();

    /** Of key managers that this provider works with. */
    KeyManagerFactory keyManagerFactory() throws NoSuchAlgorithmException {
        return KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    }

    /** From now on until {@link Preferred#close}. */
    Preferred prefer() throws NoSuchAlgorithmException {
        Provider provider = provider();
        if (provider == null) {
            return Preferred.NOTHING;
        }
        // Once for all tests of this JVM: later the JDK's TLS would take its parameters of curves from the other
        // provider.
        SSLContext.getDefault().createSSLEngine();
        return new Preferred(provider);
    }

    static final class Preferred implements AutoCloseable {
        static final Preferred NOTHING = new Preferred();

        private final @Nullable Provider provider;

        private Preferred() {
            provider = null;
        }

        private Preferred(Provider provider) {
            this.provider = provider;
            Security.insertProviderAt(provider, 1);
        }

        /** So that a test does not show something else. */
        void isOf(SSLContext context) {
            if (provider != null) {
                assertThat(context.getProvider()).isSameAs(provider);
            }
        }

        @Override
        public void close() {
            if (provider != null) {
                Security.removeProvider(provider.getName());
            }
        }
    }

    /** The JDK's TLS by a name that nobody knows. */
    private static final class UnknownProvider extends Provider {
        private static final long serialVersionUID = 1L;

        UnknownProvider() {
            super("Other", "1", "");
            put("SSLContext.TLS", "sun.security.ssl.SSLContextImpl$TLSContext");
        }
    }
}
