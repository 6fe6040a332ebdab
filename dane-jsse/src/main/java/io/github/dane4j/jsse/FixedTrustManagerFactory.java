package io.github.dane4j.jsse;

import java.security.InvalidAlgorithmParameterException;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.Provider;
import javax.net.ssl.ManagerFactoryParameters;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.TrustManagerFactorySpi;
import org.jspecify.annotations.Nullable;

/** A factory that has its one trust manager already. Extending {@code TrustManagerFactory} is the only way past its providers. */
final class FixedTrustManagerFactory extends TrustManagerFactory {
    FixedTrustManagerFactory(TrustManager trustManager, Provider provider) {
        super(new Spi(trustManager), provider, "DANE");
    }

    private static final class Spi extends TrustManagerFactorySpi {
        private final TrustManager trustManager;

        Spi(TrustManager trustManager) {
            this.trustManager = trustManager;
        }

        /** Without a key store clients ask for the defaults, which are these. */
        @Override
        protected void engineInit(@Nullable KeyStore roots) throws KeyStoreException {
            if (roots != null) {
                throw new KeyStoreException("a DANE trust manager is set up by its builder: give the roots for servers"
                        + " without DANE to pkixRoots");
            }
        }

        @Override
        protected void engineInit(ManagerFactoryParameters parameters) throws InvalidAlgorithmParameterException {
            throw new InvalidAlgorithmParameterException("a DANE trust manager is set up by its builder");
        }

        @Override
        protected TrustManager[] engineGetTrustManagers() {
            return new TrustManager[] {trustManager};
        }
    }
}
