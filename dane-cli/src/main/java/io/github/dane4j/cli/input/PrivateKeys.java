package io.github.dane4j.cli.input;

import io.github.dane4j.publish.RecordSource;
import java.io.IOException;
import java.io.StringReader;
import java.util.Optional;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.crypto.params.AsymmetricKeyParameter;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.bouncycastle.crypto.params.Ed448PrivateKeyParameters;
import org.bouncycastle.crypto.params.RSAKeyParameters;
import org.bouncycastle.crypto.params.RSAPrivateCrtKeyParameters;
import org.bouncycastle.crypto.util.PrivateKeyFactory;
import org.bouncycastle.crypto.util.SubjectPublicKeyInfoFactory;
import org.bouncycastle.openssl.PEMEncryptedKeyPair;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfo;

/** The public keys of private keys, which are never printed and never leave this class. */
final class PrivateKeys {
    private PrivateKeys() {}

    /** The private key cannot be used; the message says what to do. */
    static final class Unusable extends Exception {
        private static final long serialVersionUID = 1L;

        Unusable(String message) {
            super(message);
        }
    }

    /**
     * The public key of the first private key in a PEM text; empty if there is none.
     *
     * @throws Unusable if the key is encrypted, malformed or of an unknown kind
     */
    static Optional<RecordSource> publicKey(String pem) throws Unusable {
        try (PEMParser parser = new PEMParser(new StringReader(pem))) {
            for (Object each = parser.readObject(); each != null; each = parser.readObject()) {
                if (each instanceof PEMKeyPair pair) {
                    return Optional.of(publicKey(pair.getPrivateKeyInfo()));
                }
                if (each instanceof PrivateKeyInfo info) {
                    return Optional.of(publicKey(info));
                }
                if (each instanceof PEMEncryptedKeyPair || each instanceof PKCS8EncryptedPrivateKeyInfo) {
                    throw new Unusable(
                            "the private key is encrypted; give its public key, which \"openssl pkey -pubout\" prints");
                }
            }
            return Optional.empty();
        } catch (IOException | RuntimeException e) {
            throw new Unusable("the private key is malformed");
        }
    }

    private static RecordSource publicKey(PrivateKeyInfo info) throws IOException, Unusable {
        AsymmetricKeyParameter key = PrivateKeyFactory.createKey(info);
        AsymmetricKeyParameter open;
        if (key instanceof RSAPrivateCrtKeyParameters rsa) {
            open = new RSAKeyParameters(false, rsa.getModulus(), rsa.getPublicExponent());
        } else if (key instanceof ECPrivateKeyParameters ec) {
            open = new ECPublicKeyParameters(ec.getParameters().getG().multiply(ec.getD()), ec.getParameters());
        } else if (key instanceof Ed25519PrivateKeyParameters ed) {
            open = ed.generatePublicKey();
        } else if (key instanceof Ed448PrivateKeyParameters ed) {
            open = ed.generatePublicKey();
        } else {
            throw new Unusable("the private key is neither RSA nor elliptic; give its public key, which \"openssl pkey"
                    + " -pubout\" prints");
        }
        SubjectPublicKeyInfo encoded = SubjectPublicKeyInfoFactory.createSubjectPublicKeyInfo(open);
        return RecordSource.publicKey(encoded.getEncoded());
    }
}
