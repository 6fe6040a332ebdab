package io.github.dane4j.bctls;

import java.io.IOException;
import java.security.SecureRandom;
import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.CertificateType;
import org.bouncycastle.tls.EncryptionAlgorithm;
import org.bouncycastle.tls.TlsFatalAlert;
import org.bouncycastle.tls.crypto.TlsCertificate;
import org.bouncycastle.tls.crypto.TlsCipher;
import org.bouncycastle.tls.crypto.TlsCryptoParameters;
import org.bouncycastle.tls.crypto.impl.bc.BcTlsCrypto;
import org.bouncycastle.tls.crypto.impl.jcajce.JcaTlsCrypto;
import org.bouncycastle.tls.crypto.impl.jcajce.JcaTlsCryptoProvider;

/**
 * Bouncy Castle's cryptography with two changes: certificates stay bytes, and AES-GCM is the JVM's, which uses the
 * processor's instructions for it. Keeps no state of a connection; thread-safe.
 */
final class ByteCrypto extends BcTlsCrypto {
    static final ByteCrypto INSTANCE = new ByteCrypto(new SecureRandom());

    private final JcaTlsCrypto jvm;

    private ByteCrypto(SecureRandom random) {
        super(random);
        this.jvm = new JcaTlsCryptoProvider().create(random, random);
    }

    @Override
    public TlsCertificate createCertificate(short type, byte[] encoding) throws IOException {
        return switch (type) {
            case CertificateType.X509 -> new ByteCertificate(this, encoding, false);
            case CertificateType.RawPublicKey -> new ByteCertificate(this, encoding, true);
            default ->
                throw new TlsFatalAlert(
                        AlertDescription.unsupported_certificate, "the certificate type " + type + " was not offered");
        };
    }

    @Override
    public TlsCipher createCipher(TlsCryptoParameters parameters, int encryption, int mac) throws IOException {
        return switch (encryption) {
            case EncryptionAlgorithm.AES_128_GCM, EncryptionAlgorithm.AES_256_GCM ->
                jvm.createCipher(parameters, encryption, mac);
            default -> super.createCipher(parameters, encryption, mac);
        };
    }
}
