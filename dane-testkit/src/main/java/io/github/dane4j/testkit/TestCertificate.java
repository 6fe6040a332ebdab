package io.github.dane4j.testkit;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Date;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.AuthorityKeyIdentifier;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.GeneralSubtree;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.NameConstraints;
import org.bouncycastle.asn1.x509.SubjectKeyIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.jspecify.annotations.Nullable;

/**
 * A certificate together with its private key and the certificates above it.
 *
 * <pre>{@code
 * TestCertificate root = TestCertificate.builder().subject("CN=Root").certificateAuthority().build();
 * TestCertificate mail = TestCertificate.builder().dnsNames("mx.example.org").issuedBy(root).build();
 * zone.record("_25._tcp.mx TLSA " + mail.tlsa(3, 1, 1));
 * }</pre>
 *
 * <p>Immutable and safe for use by several threads. The keys are for tests: they never leave the JVM and protect
 * nothing.
 */
public final class TestCertificate {

    private final byte[] der;
    private final KeyPair keyPair;
    private final @Nullable TestCertificate issuer;

    private TestCertificate(byte[] der, KeyPair keyPair, @Nullable TestCertificate issuer) {
        this.der = der;
        this.keyPair = keyPair;
        this.issuer = issuer;
    }

    /**
     * Starts a self-signed P-256 certificate, valid from an hour ago for 90 days.
     *
     * @return a builder to change that with
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * The certificate as the JDK reads it.
     *
     * @return a certificate whose encoding equals {@link #der()}
     * @throws IllegalStateException if the JDK cannot parse it, as may be intended with {@link Builder#extension}
     */
    public X509Certificate certificate() {
        try {
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
        } catch (CertificateException e) {
            throw new IllegalStateException("the JDK cannot parse this certificate; use der()", e);
        }
    }

    /**
     * The bytes of the certificate.
     *
     * @return a copy of the DER encoding
     */
    public byte[] der() {
        return der.clone();
    }

    /**
     * The certificate for a file (RFC 7468 section 5).
     *
     * @return PEM text, ending with a line feed
     */
    public String pem() {
        return "-----BEGIN CERTIFICATE-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der)
                + "\n-----END CERTIFICATE-----\n";
    }

    /**
     * The key of the certificate.
     *
     * @return both halves
     */
    public KeyPair keyPair() {
        return keyPair;
    }

    /**
     * The certificate that issued this one.
     *
     * @return empty if this one is self-signed
     */
    public Optional<TestCertificate> issuer() {
        return Optional.ofNullable(issuer);
    }

    /**
     * This certificate, its issuer, and so on up to and including the root.
     *
     * @return at least one certificate
     */
    public List<X509Certificate> chain() {
        return path().map(TestCertificate::certificate).toList();
    }

    /**
     * The chain as most servers send it: without the self-signed certificate at its end.
     *
     * @return at least this certificate, even if it is self-signed
     */
    public List<X509Certificate> chainWithoutRoot() {
        return path().filter(each -> each == this || each.issuer != null)
                .map(TestCertificate::certificate)
                .toList();
    }

    private Stream<TestCertificate> path() {
        List<TestCertificate> path = new ArrayList<>();
        for (TestCertificate each = this; each != null; each = each.issuer) {
            path.add(each);
        }
        return path.stream();
    }

    /**
     * The data of a TLSA record that matches this certificate (RFC 6698 section 2.1), in presentation format, for
     * example {@code 3 1 1 5f3a…}.
     *
     * <p>The public key is cut out by Bouncy Castle and not by any code of the library under test.
     *
     * @param usage 0 to 255; written as given, it does not change the data
     * @param selector 0 for the whole certificate, 1 for its public key
     * @param matchingType 0 for the bytes themselves, 1 for SHA-256, 2 for SHA-512
     * @return the three numbers and the data in lower-case hexadecimal
     * @throws IllegalArgumentException for a selector or matching type that RFC 6698 does not define
     */
    public String tlsa(int usage, int selector, int matchingType) {
        byte[] selected = switch (selector) {
            case 0 -> der;
            case 1 -> subjectPublicKeyInfo();
            default -> throw new IllegalArgumentException("selector " + selector + " is neither 0 nor 1");
        };
        byte[] data = switch (matchingType) {
            case 0 -> selected;
            case 1 -> digest("SHA-256", selected);
            case 2 -> digest("SHA-512", selected);
            default -> throw new IllegalArgumentException("expected matching type 0, 1 or 2, found " + matchingType);
        };
        return usage + " " + selector + " " + matchingType + " "
                + HexFormat.of().formatHex(data);
    }

    private byte[] subjectPublicKeyInfo() {
        try {
            return parsed().getSubjectPublicKeyInfo().getEncoded(ASN1Encoding.DER);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] digest(String algorithm, byte[] octets) {
        try {
            return MessageDigest.getInstance(algorithm).digest(octets);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * A TLS server context that sends {@link #chainWithoutRoot()}.
     *
     * @return a new context with an empty session cache
     */
    public SSLContext serverContext() {
        return serverContext(chainWithoutRoot());
    }

    /**
     * A TLS server context that signs with this key and sends exactly the given certificates in the given order, be
     * they a chain or not. JSSE clients refuse more than ten.
     *
     * @param chainToSend what goes into the Certificate message; the first should hold this certificate's key
     * @return a new context with an empty session cache
     */
    public SSLContext serverContext(List<X509Certificate> chainToSend) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(
                    new KeyManager[] {new FixedKeyManager(keyPair.getPrivate(), chainToSend)},
                    new TrustManager[0],
                    null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private X500Name subjectName() {
        return parsed().getSubject();
    }

    private X509CertificateHolder parsed() {
        try {
            return new X509CertificateHolder(der);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String toString() {
        return "TestCertificate[" + subjectName() + "]";
    }

    /**
     * Says what a certificate shall contain; what is not said gets a sound default. Not safe for use by several
     * threads; may be used to build several certificates, which differ in key and serial number unless those are set.
     */
    public static final class Builder {

        private static final SecureRandom RANDOM = new SecureRandom();

        private @Nullable String subject;
        private List<String> dnsNames = List.of();
        private KeyAlgorithm keyAlgorithm = KeyAlgorithm.EC_P256;
        private @Nullable KeyPair keyPair;
        private @Nullable Instant notBefore;
        private @Nullable Instant notAfter;
        private boolean certificateAuthority;
        private boolean basicConstraints = true;
        private @Nullable Integer pathLength;
        private @Nullable TestCertificate issuer;
        private @Nullable BigInteger serialNumber;
        private @Nullable Integer keyUsage;
        private byte @Nullable [] authorityKeyIdentifier;
        private @Nullable String signatureAlgorithm;
        private final Map<String, Extension> extensions = new LinkedHashMap<>();

        private Builder() {}

        /**
         * Sets the subject.
         *
         * @param distinguishedName as in RFC 2253, for example {@code CN=mx.example.org,O=Example}; may be empty. The
         *     default is a common name with the first DNS name, or a made-up one if there is none
         * @return this builder
         */
        public Builder subject(String distinguishedName) {
            this.subject = distinguishedName;
            return this;
        }

        /**
         * Puts names of type dNSName into the subjectAltName extension.
         *
         * @param names as they shall stand there: A-labels, wildcards, or malformed on purpose
         * @return this builder
         */
        public Builder dnsNames(String... names) {
            this.dnsNames = List.of(names);
            return this;
        }

        /**
         * Sets the kind of key to make; {@link KeyAlgorithm#EC_P256} by default.
         *
         * @param algorithm the kind
         * @return this builder
         */
        public Builder keyAlgorithm(KeyAlgorithm algorithm) {
            this.keyAlgorithm = algorithm;
            return this;
        }

        /**
         * Uses a given key instead of a new one, for a renewed certificate or a cross-signed twin.
         *
         * @param keys both halves
         * @return this builder
         */
        public Builder keyPair(KeyPair keys) {
            this.keyPair = keys;
            return this;
        }

        /**
         * Sets the start of the validity, an hour ago by default.
         *
         * @param instant cut to whole seconds
         * @return this builder
         */
        public Builder notBefore(Instant instant) {
            this.notBefore = instant;
            return this;
        }

        /**
         * Sets the end of the validity, in 90 days by default.
         *
         * @param instant cut to whole seconds
         * @return this builder
         */
        public Builder notAfter(Instant instant) {
            this.notAfter = instant;
            return this;
        }

        /**
         * Makes it a CA certificate: basicConstraints with cA, keyUsage with keyCertSign and cRLSign.
         *
         * @return this builder
         */
        public Builder certificateAuthority() {
            this.certificateAuthority = true;
            return this;
        }

        /**
         * Limits the CA certificates below this one (RFC 5280 section 4.2.1.9).
         *
         * @param certificates 0 or more
         * @return this builder
         */
        public Builder pathLength(int certificates) {
            this.pathLength = certificates;
            return this;
        }

        /**
         * Has the certificate signed by another one; by default it is self-signed.
         *
         * @param authority the issuer. Whether it is a CA is not checked
         * @return this builder
         */
        public Builder issuedBy(TestCertificate authority) {
            this.issuer = authority;
            return this;
        }

        /**
         * Sets the serial number, 64 random bits by default.
         *
         * @param number any number
         * @return this builder
         */
        public Builder serialNumber(BigInteger number) {
            this.serialNumber = number;
            return this;
        }

        /**
         * Sets the keyUsage extension.
         *
         * @param bits an OR of the constants in {@code org.bouncycastle.asn1.x509.KeyUsage}, such as 0x80 for
         *     digitalSignature or 0x04 for keyCertSign; 0 leaves the extension out
         * @return this builder
         */
        public Builder keyUsage(int bits) {
            this.keyUsage = bits;
            return this;
        }

        /**
         * Adds the extended key usage extension, which is absent by default.
         *
         * @param oids dotted, for example {@code 1.3.6.1.5.5.7.3.1} for a TLS server
         * @return this builder
         */
        public Builder extendedKeyUsage(String... oids) {
            KeyPurposeId[] purposes = Stream.of(oids)
                    .map(oid -> KeyPurposeId.getInstance(new ASN1ObjectIdentifier(oid)))
                    .toArray(KeyPurposeId[]::new);
            put(extensions, Extension.extendedKeyUsage, false, new ExtendedKeyUsage(purposes));
            return this;
        }

        /**
         * Adds the name constraints extension (RFC 5280 section 4.2.1.10) with DNS subtrees.
         *
         * @param permittedDns subtrees allowed, for example {@code example.org}; none if empty
         * @param excludedDns subtrees forbidden; none if empty
         * @return this builder
         */
        public Builder nameConstraints(List<String> permittedDns, List<String> excludedDns) {
            put(
                    extensions,
                    Extension.nameConstraints,
                    true,
                    new NameConstraints(subtrees(permittedDns), subtrees(excludedDns)));
            return this;
        }

        /**
         * Adds an extension, or replaces the one this builder would have made.
         *
         * @param oid dotted
         * @param critical whether it is marked critical
         * @param value the bytes inside the extension's OCTET STRING; need not be well formed
         * @return this builder
         */
        public Builder extension(String oid, boolean critical, byte[] value) {
            extensions.put(oid, new Extension(new ASN1ObjectIdentifier(oid), critical, value.clone()));
            return this;
        }

        /**
         * Leaves the basicConstraints extension out, even from a CA certificate.
         *
         * @return this builder
         */
        public Builder withoutBasicConstraints() {
            this.basicConstraints = false;
            return this;
        }

        /**
         * Sets the key identifier in the authorityKeyIdentifier extension, by default that of the issuer. It is a mere
         * hint (RFC 5280 section 4.2.1.1), so a wrong one must not break a chain.
         *
         * @param keyIdentifier any bytes
         * @return this builder
         */
        public Builder authorityKeyIdentifier(byte[] keyIdentifier) {
            this.authorityKeyIdentifier = keyIdentifier.clone();
            return this;
        }

        /**
         * Sets the algorithm of the signature; by default one that fits the issuer's key, with SHA-256 or SHA-384.
         *
         * @param name as JCA has it, for example {@code SHA1withRSA}
         * @return this builder
         */
        public Builder signatureAlgorithm(String name) {
            this.signatureAlgorithm = name;
            return this;
        }

        /**
         * Makes the certificate.
         *
         * @return a certificate with a valid signature
         * @throws IllegalStateException if the signature algorithm does not fit the issuer's key
         */
        public TestCertificate build() {
            KeyPair keys = keyPair != null ? keyPair : keyAlgorithm.generate();
            KeyPair issuerKeys = issuer != null ? issuer.keyPair : keys;
            BigInteger serial = serialNumber != null ? serialNumber : new BigInteger(64, RANDOM);
            X500Name name = subjectName(serial);
            Instant now = Instant.now();
            Instant from = notBefore != null ? notBefore : now.minus(Duration.ofHours(1));
            Instant until = notAfter != null ? notAfter : now.plus(Duration.ofDays(90));
            try {
                X509v3CertificateBuilder certificate = new X509v3CertificateBuilder(
                        issuer != null ? issuer.subjectName() : name,
                        serial,
                        Date.from(from),
                        Date.from(until),
                        name,
                        publicKeyInfo(keys));
                for (Extension extension : allExtensions(keys, issuerKeys)) {
                    certificate.addExtension(extension);
                }
                String algorithm = signatureAlgorithm != null ? signatureAlgorithm : signatureFor(issuerKeys);
                byte[] der = certificate
                        .build(new JcaContentSignerBuilder(algorithm).build(issuerKeys.getPrivate()))
                        .getEncoded();
                return new TestCertificate(der, keys, issuer);
            } catch (IOException | OperatorCreationException | GeneralSecurityException e) {
                throw new IllegalStateException("cannot make the certificate of " + name, e);
            }
        }

        private X500Name subjectName(BigInteger serial) {
            if (subject != null) {
                return X500Name.getInstance(new X500Principal(subject).getEncoded());
            }
            // The serial keeps two authorities without a name from looking like one self-issued authority.
            String commonName = dnsNames.isEmpty() ? "Test " + serial.toString(16) : dnsNames.get(0);
            return new X500NameBuilder(BCStyle.INSTANCE)
                    .addRDN(BCStyle.CN, commonName)
                    .build();
        }

        private Iterable<Extension> allExtensions(KeyPair keys, KeyPair issuerKeys)
                throws IOException, GeneralSecurityException {
            Map<String, Extension> all = new LinkedHashMap<>();
            if (basicConstraints) {
                put(all, Extension.basicConstraints, certificateAuthority, constraints());
            }
            int usage = keyUsage != null ? keyUsage : defaultKeyUsage(keys);
            if (usage != 0) {
                put(all, Extension.keyUsage, true, new KeyUsage(usage));
            }
            if (!dnsNames.isEmpty()) {
                GeneralName[] names = dnsNames.stream()
                        .map(each -> new GeneralName(GeneralName.dNSName, each))
                        .toArray(GeneralName[]::new);
                put(all, Extension.subjectAlternativeName, false, new GeneralNames(names));
            }
            put(all, Extension.subjectKeyIdentifier, false, new SubjectKeyIdentifier(keyIdentifier(keys)));
            byte[] authority = authorityKeyIdentifier != null ? authorityKeyIdentifier : keyIdentifier(issuerKeys);
            put(all, Extension.authorityKeyIdentifier, false, new AuthorityKeyIdentifier(authority));
            all.putAll(extensions);
            return all.values();
        }

        private BasicConstraints constraints() {
            return pathLength != null ? new BasicConstraints(pathLength) : new BasicConstraints(certificateAuthority);
        }

        private int defaultKeyUsage(KeyPair keys) {
            if (certificateAuthority) {
                return KeyUsage.keyCertSign | KeyUsage.cRLSign;
            }
            boolean rsa = keys.getPublic().getAlgorithm().equals("RSA");
            return rsa ? KeyUsage.digitalSignature | KeyUsage.keyEncipherment : KeyUsage.digitalSignature;
        }

        private static SubjectPublicKeyInfo publicKeyInfo(KeyPair keys) {
            return SubjectPublicKeyInfo.getInstance(keys.getPublic().getEncoded());
        }

        /** Method (1) of RFC 5280 section 4.2.1.2: SHA-1 over the bits of the key. */
        private static byte[] keyIdentifier(KeyPair keys) throws GeneralSecurityException {
            return MessageDigest.getInstance("SHA-1")
                    .digest(publicKeyInfo(keys).getPublicKeyData().getBytes());
        }

        private static String signatureFor(KeyPair keys) {
            return switch (keys.getPublic().getAlgorithm()) {
                case "RSA" -> "SHA256withRSA";
                // A point on P-256 takes 65 bytes.
                case "EC" ->
                    publicKeyInfo(keys).getPublicKeyData().getBytes().length > 65
                            ? "SHA384withECDSA"
                            : "SHA256withECDSA";
                default -> "Ed25519";
            };
        }

        private static GeneralSubtree @Nullable [] subtrees(List<String> names) {
            return names.isEmpty()
                    ? null
                    : names.stream()
                            .map(each -> new GeneralSubtree(new GeneralName(GeneralName.dNSName, each)))
                            .toArray(GeneralSubtree[]::new);
        }

        private static void put(
                Map<String, Extension> extensions, ASN1ObjectIdentifier oid, boolean critical, ASN1Encodable value) {
            try {
                byte[] octets = value.toASN1Primitive().getEncoded(ASN1Encoding.DER);
                extensions.put(oid.getId(), new Extension(oid, critical, octets));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
