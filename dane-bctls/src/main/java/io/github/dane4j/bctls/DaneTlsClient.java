package io.github.dane4j.bctls;

import io.github.dane4j.jsse.DaneCertificateException;
import io.github.dane4j.verify.PresentedChain;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Hashtable;
import java.util.List;
import java.util.OptionalInt;
import java.util.Vector;
import javax.net.ssl.SSLException;
import org.bouncycastle.tls.AbstractTlsClient;
import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.Certificate;
import org.bouncycastle.tls.CertificateEntry;
import org.bouncycastle.tls.CertificateRequest;
import org.bouncycastle.tls.CertificateStatusRequest;
import org.bouncycastle.tls.CertificateType;
import org.bouncycastle.tls.NameType;
import org.bouncycastle.tls.NamedGroup;
import org.bouncycastle.tls.ProtocolName;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.SecurityParameters;
import org.bouncycastle.tls.ServerName;
import org.bouncycastle.tls.SignatureAndHashAlgorithm;
import org.bouncycastle.tls.SignatureScheme;
import org.bouncycastle.tls.TlsAuthentication;
import org.bouncycastle.tls.TlsCredentials;
import org.bouncycastle.tls.TlsDHGroupVerifier;
import org.bouncycastle.tls.TlsFatalAlert;
import org.bouncycastle.tls.TlsServerCertificate;
import org.bouncycastle.tls.TlsUtils;
import org.bouncycastle.tls.crypto.TlsCertificate;
import org.jspecify.annotations.Nullable;

/**
 * The client side of one handshake: what it offers, and who judges the server. Everything offered is named here; nothing is
 * left to Bouncy Castle's defaults, which change.
 */
@SuppressWarnings({"JdkObsolete", "rawtypes"}) // Bouncy Castle's own signatures.
final class DaneTlsClient extends AbstractTlsClient implements TlsAuthentication {
    /** The limit for certificates in bytes, the same as OpenSSL's clients have. */
    private static final int MAX_MESSAGE = 102_400;

    private static final int MAX_CERTIFICATES = 100;

    private static final int MAX_CHAIN = 65_535;

    /** RFC 9102 section 12. */
    private static final Integer DNSSEC_CHAIN = 59;

    /** One character for each byte, as in JSSE. */
    private static final Charset ALPN = StandardCharsets.ISO_8859_1;

    private static final int MIN_DH_BITS = 2048;
    private static final int MAX_DH_BITS = 8192;

    private static final List<Integer> GROUPS =
            List.of(NamedGroup.x25519, NamedGroup.secp256r1, NamedGroup.secp384r1, NamedGroup.secp521r1);

    /** Without one of these in the list, a server must not use one for DHE (RFC 7919 section 4). */
    private static final List<Integer> FINITE_FIELDS =
            List.of(NamedGroup.ffdhe2048, NamedGroup.ffdhe3072, NamedGroup.ffdhe4096);

    private static final List<Integer> SIGNATURES = List.of(
            SignatureScheme.ecdsa_secp256r1_sha256,
            SignatureScheme.ecdsa_secp384r1_sha384,
            SignatureScheme.ecdsa_secp521r1_sha512,
            SignatureScheme.ed25519,
            SignatureScheme.rsa_pss_rsae_sha256,
            SignatureScheme.rsa_pss_rsae_sha384,
            SignatureScheme.rsa_pss_rsae_sha512,
            SignatureScheme.rsa_pss_pss_sha256,
            SignatureScheme.rsa_pss_pss_sha384,
            SignatureScheme.rsa_pss_pss_sha512,
            SignatureScheme.rsa_pkcs1_sha256,
            SignatureScheme.rsa_pkcs1_sha384,
            SignatureScheme.rsa_pkcs1_sha512);

    private final ServerJudge judge;
    private final BouncyCastleOptions options;
    private final List<String> applicationProtocols;
    private final ProtocolVersion[] versions;
    private final int[] suites;

    private @Nullable PresentedChain presented;
    private byte @Nullable [] stapled;
    private @Nullable Negotiated negotiated;

    DaneTlsClient(ServerJudge judge, BouncyCastleOptions options, ClientOffer offer) throws SSLException {
        super(ByteCrypto.INSTANCE);
        this.judge = judge;
        this.options = options;
        this.applicationProtocols = offer.applicationProtocols();
        this.versions = offer.versions();
        this.suites = offer.suiteNumbers(versions);
    }

    /** The result of the complete handshake; null before. */
    @Nullable
    Negotiated negotiated() {
        return negotiated;
    }

    @Override
    protected ProtocolVersion[] getSupportedVersions() {
        return versions.clone();
    }

    @Override
    protected int[] getSupportedCipherSuites() {
        return suites.clone();
    }

    /** The TLSA base domain as it is, underscores included (RFC 7671 section 10.2). */
    @Override
    protected Vector<ServerName> getSNIServerNames() {
        byte[] name = judge.server().toString().getBytes(StandardCharsets.US_ASCII);
        return new Vector<>(List.of(new ServerName(NameType.host_name, name)));
    }

    @Override
    protected @Nullable Vector<ProtocolName> getProtocolNames() {
        if (applicationProtocols.isEmpty()) {
            return null;
        }
        return new Vector<>(applicationProtocols.stream()
                .map(name -> ProtocolName.asRawBytes(name.getBytes(ALPN)))
                .toList());
    }

    @Override
    protected Vector<Integer> getSupportedGroups(Vector roles) {
        Vector<Integer> groups = new Vector<>(GROUPS);
        if (options.isCompatible()) {
            groups.addAll(FINITE_FIELDS);
        }
        return groups;
    }

    @Override
    protected Vector<SignatureAndHashAlgorithm> getSupportedSignatureAlgorithms() {
        return new Vector<>(SIGNATURES.stream()
                .map(SignatureScheme::getSignatureAndHashAlgorithm)
                .toList());
    }

    /** Revocation is not checked (RFC 7672 section 4). */
    @Override
    protected @Nullable CertificateStatusRequest getCertificateStatusRequest() {
        return null;
    }

    @Override
    protected short @Nullable [] getAllowedServerCertificateTypes() {
        return judge.takesRawPublicKeys() ? new short[] {CertificateType.RawPublicKey, CertificateType.X509} : null;
    }

    /**
     * Checks groups that a server made itself; named ones do not get here. The server signs them, and they are used once.
     */
    @Override
    public TlsDHGroupVerifier getDHGroupVerifier() {
        return group -> {
            int bits = group.getP().bitLength();
            return bits >= MIN_DH_BITS && bits <= MAX_DH_BITS;
        };
    }

    /** The verifier checks the signatures of certificates where the usage requires it. */
    @Override
    public boolean shouldCheckSigAlgOfPeerCerts() {
        return false;
    }

    @Override
    public int getMaxCertificateChainLength() {
        return MAX_CERTIFICATES;
    }

    @Override
    public int getMaxHandshakeMessageSize() {
        return judge.chainPort().isPresent() ? MAX_MESSAGE + MAX_CHAIN : MAX_MESSAGE;
    }

    @Override
    public Hashtable getClientExtensions() throws IOException {
        @SuppressWarnings("unchecked")
        Hashtable<Integer, byte[]> extensions = super.getClientExtensions();
        OptionalInt port = judge.chainPort();
        if (port.isPresent()) {
            extensions.put(DNSSEC_CHAIN, TlsUtils.encodeUint16(port.getAsInt()));
        }
        return extensions;
    }

    /** In TLS 1.2 the chain is here; in TLS 1.3 it must not be (RFC 9102 section 2.2). */
    @Override
    public void processServerExtensions(Hashtable serverExtensions) throws IOException {
        super.processServerExtensions(serverExtensions);
        byte[] chain = TlsUtils.getExtensionData(serverExtensions, DNSSEC_CHAIN);
        if (chain != null && TlsUtils.isTLSv13(context)) {
            throw misplacedChain();
        }
        stapled = chain;
    }

    private static TlsFatalAlert misplacedChain() {
        return new TlsFatalAlert(
                AlertDescription.illegal_parameter,
                "the server sent a DNSSEC chain unasked or in the wrong place (RFC 9102 section 2.2)");
    }

    /** The end of the stream ends the data, as in JSSE; the protocols above mark their own end. */
    @Override
    public boolean requiresCloseNotify() {
        return false;
    }

    @Override
    public void notifySecureRenegotiation(boolean secure) throws IOException {
        if (!secure && !options.isCompatible()) {
            throw new TlsFatalAlert(
                    AlertDescription.handshake_failure,
                    "the server does not support secure renegotiation (RFC 5746); the option compatible() connects"
                            + " anyway");
        }
    }

    @Override
    public TlsAuthentication getAuthentication() {
        return this;
    }

    @Override
    public void notifyServerCertificate(TlsServerCertificate message) throws IOException {
        PresentedChain chain = chain(message.getCertificate());
        presented = chain;
        readChain(message.getCertificate());
        try {
            judge.judge(chain, stapled);
        } catch (DaneCertificateException | StapledChainException e) {
            throw new TlsFatalAlert(AlertDescription.certificate_unknown, e);
        }
    }

    /** In TLS 1.3 the chain is with the first certificate; Bouncy Castle does not check that it was asked for. */
    private void readChain(Certificate message) throws TlsFatalAlert {
        CertificateEntry[] entries = message.getCertificateEntryList();
        for (int i = 0; i < entries.length; i++) {
            byte[] chain = TlsUtils.getExtensionData(entries[i].getExtensions(), DNSSEC_CHAIN);
            if (chain != null) {
                if (i > 0 || judge.chainPort().isEmpty()) {
                    throw misplacedChain();
                }
                stapled = chain;
            }
        }
    }

    private static PresentedChain chain(Certificate message) throws IOException {
        List<byte[]> entries = new ArrayList<>();
        for (TlsCertificate entry : message.getCertificateList()) {
            entries.add(entry.getEncoded());
        }
        if (message.getCertificateType() != CertificateType.RawPublicKey) {
            return PresentedChain.ofDer(entries);
        }
        if (entries.size() != 1) {
            throw new TlsFatalAlert(
                    AlertDescription.illegal_parameter,
                    "the server sent " + entries.size() + " raw public keys; exactly one is allowed (RFC 8446"
                            + " section 4.4.2)");
        }
        return PresentedChain.ofRawPublicKey(entries.get(0));
    }

    /** No client certificate; a server that insists on one ends the handshake. */
    @Override
    public @Nullable TlsCredentials getClientCredentials(CertificateRequest request) {
        return null;
    }

    @Override
    public void notifyHandshakeComplete() throws IOException {
        super.notifyHandshakeComplete();
        SecurityParameters parameters = context.getSecurityParametersConnection();
        ProtocolName application = parameters.getApplicationProtocol();
        String agreed = application == null ? "" : new String(application.getBytes(), ALPN);
        if (application != null && !applicationProtocols.contains(agreed)) {
            throw new TlsFatalAlert(
                    AlertDescription.illegal_parameter,
                    "the server chose an application protocol that was not offered (RFC 7301 section 3.1)");
        }
        PresentedChain chain = presented;
        if (chain == null) {
            throw new TlsFatalAlert(AlertDescription.internal_error, "the server presented nothing");
        }
        negotiated = new Negotiated(
                ClientOffer.name(parameters.getNegotiatedVersion()),
                Suite.name(parameters.getCipherSuite()),
                agreed,
                chain);
        judge.complete();
    }
}
