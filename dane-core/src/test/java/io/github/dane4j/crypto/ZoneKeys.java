package io.github.dane4j.crypto;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Arrays;
import java.util.Objects;

/** Makes keys of zones with the JDK, in the form of DNSKEY and RRSIG. */
final class ZoneKeys {
    private ZoneKeys() {}

    static KeyPair generate(DnssecAlgorithm algorithm) throws GeneralSecurityException {
        return switch (algorithm) {
            case RSASHA1, RSASHA1_NSEC3_SHA1, RSASHA256, RSASHA512 -> {
                KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
                generator.initialize(1024);
                yield generator.generateKeyPair();
            }
            case ECDSAP256SHA256 -> onCurve("secp256r1");
            case ECDSAP384SHA384 -> onCurve("secp384r1");
            case ED25519 -> KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
            case ED448 -> KeyPairGenerator.getInstance("Ed448").generateKeyPair();
        };
    }

    static KeyPair onCurve(String name) throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec(name));
        return generator.generateKeyPair();
    }

    static byte[] sign(DnssecAlgorithm algorithm, PrivateKey key, byte[] octets) throws GeneralSecurityException {
        String name = algorithm.jcaName();
        Signature signature = Signature.getInstance(name.endsWith("ECDSA") ? name + "inP1363Format" : name);
        signature.initSign(key);
        signature.update(octets);
        return signature.sign();
    }

    static byte[] field(PublicKey key) {
        ByteArrayOutputStream field = new ByteArrayOutputStream();
        if (key instanceof RSAPublicKey rsa) {
            byte[] exponent = rsa.getPublicExponent().toByteArray();
            field.write(exponent.length);
            field.writeBytes(exponent);
            field.writeBytes(unsigned(rsa.getModulus(), rsa.getModulus().bitLength() / 8));
        } else if (key instanceof ECPublicKey ec) {
            int size = (ec.getParams().getCurve().getField().getFieldSize() + 7) / 8;
            field.writeBytes(unsigned(ec.getW().getAffineX(), size));
            field.writeBytes(unsigned(ec.getW().getAffineY(), size));
        } else {
            byte[] encoded = key.getEncoded();
            int length = key.getAlgorithm().equals("EdDSA") && encoded.length == 44 ? 32 : 57;
            field.writeBytes(Arrays.copyOfRange(encoded, encoded.length - length, encoded.length));
        }
        return field.toByteArray();
    }

    static CurveKey curveKey() throws GeneralSecurityException {
        return Objects.requireNonNull(CurveKey.of(
                DnssecAlgorithm.ECDSAP256SHA256, field(onCurve("secp256r1").getPublic())));
    }

    private static byte[] unsigned(BigInteger number, int length) {
        byte[] octets = number.toByteArray();
        byte[] padded = new byte[length];
        int from = Math.max(0, octets.length - length);
        System.arraycopy(octets, from, padded, length - (octets.length - from), octets.length - from);
        return padded;
    }
}
