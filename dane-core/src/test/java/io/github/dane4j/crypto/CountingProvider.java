package io.github.dane4j.crypto;

import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.SignatureSpi;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A provider of ECDSA with SHA-256 that leaves it to the JDK, and counts. */
public final class CountingProvider extends Provider {
    private static final long serialVersionUID = 1L;

    private final transient AtomicInteger verified = new AtomicInteger();
    private transient boolean refusing;

    /** Not registered with this JVM. */
    public CountingProvider() {
        super("Counting", "1", "counts");
        putService(new Service(this, "Signature", "SHA256withECDSA", Counting.class.getName(), null, null) {
            @Override
            public Object newInstance(@Nullable Object parameter) {
                return new Counting(CountingProvider.this);
            }
        });
    }

    /** How many signatures were verified. */
    public int verified() {
        return verified.get();
    }

    /** Takes no key from now on. */
    void refuse() {
        refusing = true;
    }

    private static final class Counting extends SignatureSpi {
        private final CountingProvider provider;
        private final Signature jdk;

        Counting(CountingProvider provider) {
            this.provider = provider;
            try {
                this.jdk = Signature.getInstance("SHA256withECDSA", "SunEC");
            } catch (GeneralSecurityException e) {
                throw new AssertionError(e);
            }
        }

        @Override
        protected void engineInitVerify(PublicKey key) throws InvalidKeyException {
            if (provider.refusing) {
                throw new InvalidKeyException("not this curve");
            }
            jdk.initVerify(key);
        }

        @Override
        protected void engineUpdate(byte[] octets, int offset, int length) throws SignatureException {
            jdk.update(octets, offset, length);
        }

        @Override
        protected boolean engineVerify(byte[] signature) throws SignatureException {
            provider.verified.incrementAndGet();
            return jdk.verify(signature);
        }

        @Override
        protected void engineInitSign(PrivateKey key) {
            throw new UnsupportedOperationException();
        }

        @Override
        protected void engineUpdate(byte octet) {
            throw new UnsupportedOperationException();
        }

        @Override
        protected byte[] engineSign() {
            throw new UnsupportedOperationException();
        }

        @Override
        @SuppressWarnings("deprecation") // Abstract, so that it has to be there.
        protected void engineSetParameter(String name, Object value) {
            throw new UnsupportedOperationException();
        }

        @Override
        @SuppressWarnings("deprecation") // Abstract, so that it has to be there.
        protected Object engineGetParameter(String name) {
            throw new UnsupportedOperationException();
        }
    }
}
