package io.github.dane4j.verify;

import io.github.dane4j.testkit.KeyAlgorithm;
import io.github.dane4j.testkit.TestCertificate;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The certificates that the cases of the decision table speak of, by name. All servers are mx.example.org unless said. */
final class Cast {
    private static final String MX = "mx.example.org";
    private static final String CLIENT_AUTH = "1.3.6.1.5.5.7.3.2";
    private static final String SERVER_AUTH = "1.3.6.1.5.5.7.3.1";
    private static final String EMAIL = "1.3.6.1.5.5.7.3.4";
    private static final String ANY = "2.5.29.37.0";
    private static final int CRL_SIGN = 0x02;
    private static final int CERT_SIGN = 0x04;

    private final Map<String, TestCertificate> byName = new TreeMap<>();
    private final Map<String, byte[]> octets = new TreeMap<>();

    Cast() {
        // The honest company: root, issuing, mx.
        TestCertificate root = put("root", authority("Root").build());
        TestCertificate issuing =
                put("issuing", authority("Issuing").issuedBy(root).build());
        TestCertificate mx = put("mx", server().issuedBy(issuing).build());
        put("root-leaf", server().issuedBy(root).build());
        put("bare", server().build());
        TestCertificate deep1 =
                put("deep1", authority("Deep 1").issuedBy(issuing).build());
        TestCertificate deep2 = put("deep2", authority("Deep 2").issuedBy(deep1).build());
        TestCertificate deep3 = put("deep3", authority("Deep 3").issuedBy(deep2).build());
        TestCertificate deep4 = put("deep4", authority("Deep 4").issuedBy(deep3).build());
        TestCertificate deep5 = put("deep5", authority("Deep 5").issuedBy(deep4).build());
        TestCertificate deep6 = put("deep6", authority("Deep 6").issuedBy(deep5).build());
        put("deep-mx", server().issuedBy(deep6).build());

        // Strangers, and impostors who bear the names of the honest.
        TestCertificate stranger = put("stranger", authority("Stranger").build());
        put("stranger-mx", server().issuedBy(stranger).build());
        TestCertificate fakeRoot = put("fake-root", authority("Root").build());
        TestCertificate fakeIssuing =
                put("fake-issuing", authority("Issuing").issuedBy(fakeRoot).build());
        put("fake-mx", server().issuedBy(fakeIssuing).build());
        put("tampered-mx", tampered(mx));

        // Twins: the same name and key, issued by another.
        put("issuing-by-stranger", twin(issuing, "Issuing").issuedBy(stranger).build());
        put(
                "expired-issuing-twin",
                twin(issuing, "Issuing")
                        .issuedBy(root)
                        .notBefore(Chains.inDays(-20))
                        .notAfter(Chains.inDays(-10))
                        .build());
        put("root-by-stranger", twin(root, "Root").issuedBy(stranger).build());
        put(
                "expired-root-by-stranger",
                twin(root, "Root")
                        .issuedBy(stranger)
                        .notBefore(Chains.inDays(-20))
                        .notAfter(Chains.inDays(-10))
                        .build());
        put("renamed-root", twin(root, "Root 2").build());
        put("leaf-by-own-key", server().keyPair(root.keyPair()).issuedBy(root).build());
        // Certificates in a circle: each of two CAs issued the other.
        TestCertificate east = authority("East").build();
        TestCertificate west = put("west", authority("West").issuedBy(east).build());
        TestCertificate eastByWest =
                put("east", twin(east, "East").issuedBy(west).build());
        put("circle-mx", server().issuedBy(eastByWest).build());

        dates(root);
        rules(root, issuing);
        names(root);
        strength(root);
    }

    private void dates(TestCertificate root) {
        put(
                "expired-mx",
                server().issuedBy(root).notBefore(past(20)).notAfter(past(10)).build());
        put(
                "future-mx",
                server().issuedBy(root)
                        .notBefore(Chains.inDays(10))
                        .notAfter(Chains.inDays(20))
                        .build());
        TestCertificate oldIssuing = put(
                "expired-issuing",
                authority("Old issuing")
                        .issuedBy(root)
                        .notBefore(past(20))
                        .notAfter(past(10))
                        .build());
        put("expired-issuing-mx", server().issuedBy(oldIssuing).build());
        TestCertificate oldRoot = put(
                "expired-root",
                authority("Old root").notBefore(past(20)).notAfter(past(10)).build());
        put("expired-root-mx", server().issuedBy(oldRoot).build());
        TestCertificate newRoot = put(
                "future-root",
                authority("New root")
                        .notBefore(Chains.inDays(10))
                        .notAfter(Chains.inDays(20))
                        .build());
        put("future-root-mx", server().issuedBy(newRoot).build());
    }

    private void rules(TestCertificate root, TestCertificate issuing) {
        TestCertificate plain = put(
                "plain",
                TestCertificate.builder().subject("CN=Plain").issuedBy(root).build());
        put("plain-mx", server().issuedBy(plain).build());
        TestCertificate plainRoot = put(
                "plain-root", TestCertificate.builder().subject("CN=Plain root").build());
        put("plain-root-mx", server().issuedBy(plainRoot).build());
        TestCertificate crlOnly = put(
                "crl-only",
                authority("CRL only").issuedBy(root).keyUsage(CRL_SIGN).build());
        put("crl-only-mx", server().issuedBy(crlOnly).build());
        TestCertificate crlRoot =
                put("crl-only-root", authority("CRL root").keyUsage(CRL_SIGN).build());
        put("crl-only-root-mx", server().issuedBy(crlRoot).build());
        TestCertificate bareRoot = put(
                "no-constraints-root",
                TestCertificate.builder()
                        .subject("CN=No constraints")
                        .withoutBasicConstraints()
                        .keyUsage(CERT_SIGN)
                        .build());
        put("no-constraints-root-mx", server().issuedBy(bareRoot).build());
        TestCertificate silentRoot = put(
                "silent-root",
                TestCertificate.builder()
                        .subject("CN=Silent")
                        .withoutBasicConstraints()
                        .keyUsage(0)
                        .build());
        put("silent-root-mx", server().issuedBy(silentRoot).build());
        TestCertificate bareSub = put(
                "no-constraints-sub",
                TestCertificate.builder()
                        .subject("CN=No constraints sub")
                        .issuedBy(root)
                        .withoutBasicConstraints()
                        .keyUsage(CERT_SIGN)
                        .build());
        put("no-constraints-sub-mx", server().issuedBy(bareSub).build());

        TestCertificate short0 =
                put("short-root", authority("Short root").pathLength(0).build());
        put("short-root-mx", server().issuedBy(short0).build());
        TestCertificate sub =
                put("short-sub", authority("Short sub").issuedBy(short0).build());
        put("short-sub-mx", server().issuedBy(sub).build());
        // Self-issued: a new key for the same name; it does not count (RFC 5280 section 6.1.4 (l)).
        TestCertificate renewed =
                put("short-renewed", authority("Short root").issuedBy(short0).build());
        put("short-renewed-mx", server().issuedBy(renewed).build());
        TestCertificate inner = put(
                "inner-short",
                authority("Inner short").issuedBy(root).pathLength(0).build());
        TestCertificate innerSub =
                put("inner-sub", authority("Inner sub").issuedBy(inner).build());
        put("inner-sub-mx", server().issuedBy(innerSub).build());

        byte[] anything = {0x05, 0x00};
        put(
                "critical-mx",
                server().issuedBy(root)
                        .extension("1.3.6.1.4.1.99999.1", true, anything)
                        .build());
        put(
                "uncritical-mx",
                server().issuedBy(root)
                        .extension("1.3.6.1.4.1.99999.1", false, anything)
                        .build());
        TestCertificate criticalRoot = put(
                "critical-root",
                authority("Critical root")
                        .extension("1.3.6.1.4.1.99999.1", true, anything)
                        .build());
        put("critical-root-mx", server().issuedBy(criticalRoot).build());
        TestCertificate criticalIssuing = put(
                "critical-issuing",
                authority("Critical issuing")
                        .issuedBy(root)
                        .extension("1.3.6.1.4.1.99999.1", true, anything)
                        .build());
        put("critical-issuing-mx", server().issuedBy(criticalIssuing).build());

        put("client-mx", server().issuedBy(root).extendedKeyUsage(CLIENT_AUTH).build());
        put(
                "server-mx",
                server().issuedBy(root)
                        .extendedKeyUsage(CLIENT_AUTH, SERVER_AUTH)
                        .build());
        put("any-mx", server().issuedBy(root).extendedKeyUsage(ANY).build());
        put("sign-only-mx", server().issuedBy(root).keyUsage(CERT_SIGN).build());
        TestCertificate mailIssuing = put(
                "mail-issuing",
                authority("Mail issuing").issuedBy(root).extendedKeyUsage(EMAIL).build());
        put("mail-issuing-mx", server().issuedBy(mailIssuing).build());
        TestCertificate tlsIssuing = put(
                "tls-issuing",
                authority("TLS issuing")
                        .issuedBy(root)
                        .extendedKeyUsage(SERVER_AUTH, CLIENT_AUTH)
                        .build());
        put("tls-issuing-mx", server().issuedBy(tlsIssuing).build());

        // A key identifier is a hint (RFC 5280 section 4.2.1.1), and here it is wrong.
        put(
                "wrong-akid-mx",
                server().issuedBy(issuing)
                        .authorityKeyIdentifier(new byte[] {1, 2, 3, 4})
                        .build());
        put(
                "broken-akid-mx",
                server().issuedBy(root).extension("2.5.29.35", false, anything).build());

        put(
                "broken-usage-mx",
                server().issuedBy(root).extension("2.5.29.15", false, anything).build());
        put(
                "broken-purpose-mx",
                server().issuedBy(root).extension("2.5.29.37", false, anything).build());
        // policyConstraints, requireExplicitPolicy 0: a policy is asked for, and nobody states one.
        put(
                "policy-mx",
                server().issuedBy(root)
                        .extension("2.5.29.36", true, new byte[] {0x30, 0x03, (byte) 0x80, 0x01, 0x00})
                        .build());
    }

    private void names(TestCertificate root) {
        put("www", server("www.example.org").issuedBy(root).build());
        put(
                "two-names",
                server("www.example.org", "MX.Example.ORG").issuedBy(root).build());
        put("wildcard", server("*.example.org").issuedBy(root).build());
        put(
                "cn-mx",
                TestCertificate.builder().subject("CN=" + MX).issuedBy(root).build());
        put(
                "cn-www",
                TestCertificate.builder()
                        .subject("CN=www.example.org")
                        .issuedBy(root)
                        .build());
        put(
                "cn-last",
                TestCertificate.builder()
                        .subject("CN=" + MX + ",CN=www.example.org")
                        .issuedBy(root)
                        .build());
        put(
                "cn-first",
                TestCertificate.builder()
                        .subject("CN=www.example.org,CN=" + MX)
                        .issuedBy(root)
                        .build());
        put(
                "cn-mx-san-www",
                server("www.example.org").subject("CN=" + MX).issuedBy(root).build());
        // iPAddress 192.0.2.1 and no DNS name.
        put(
                "cn-mx-san-ip",
                TestCertificate.builder()
                        .subject("CN=" + MX)
                        .issuedBy(root)
                        .extension("2.5.29.17", false, new byte[] {0x30, 0x06, (byte) 0x87, 0x04, (byte) 192, 0, 2, 1})
                        .build());
        put(
                "cn-mx-san-broken",
                TestCertificate.builder()
                        .subject("CN=" + MX)
                        .issuedBy(root)
                        .extension("2.5.29.17", false, new byte[] {0x05, 0x00})
                        .build());
        put("nul", server(MX + "\0.example.net").issuedBy(root).build());

        TestCertificate netOnly = put(
                "net-only-root",
                authority("Net only")
                        .nameConstraints(List.of("example.net"), List.of())
                        .build());
        put("net-only-mx", server().issuedBy(netOnly).build());
        TestCertificate orgOnly = put(
                "org-only-root",
                authority("Org only")
                        .nameConstraints(List.of("example.org"), List.of())
                        .build());
        put("org-only-mx", server().issuedBy(orgOnly).build());
        put(
                "org-only-cn-mx",
                TestCertificate.builder().subject("CN=" + MX).issuedBy(orgOnly).build());
        put(
                "org-only-cn-net",
                TestCertificate.builder()
                        .subject("CN=mx.example.net")
                        .issuedBy(orgOnly)
                        .build());
        TestCertificate r10 = put("r10", authority("R10").issuedBy(orgOnly).build());
        put("r10-mx", server().issuedBy(r10).build());
        TestCertificate orgSub =
                put("org-only-sub", authority("Org only sub").issuedBy(orgOnly).build());
        put("org-only-sub-mx", server().issuedBy(orgSub).build());
        put("org-only-sub-net", server("mx.example.net").issuedBy(orgSub).build());
        TestCertificate noMx = put(
                "no-mx-issuing",
                authority("No mx")
                        .issuedBy(root)
                        .nameConstraints(List.of(), List.of(MX))
                        .build());
        put("no-mx-mx", server().issuedBy(noMx).build());
        put("no-mx-wildcard", server("*.example.org").issuedBy(noMx).build());
        put(
                "no-mx-wildcard-net",
                server("*.example.org", "mx.example.net").issuedBy(noMx).build());
        TestCertificate noOrg = put(
                "no-org-issuing",
                authority("No org")
                        .issuedBy(root)
                        .nameConstraints(List.of(), List.of("example.org."))
                        .build());
        put("no-org-mx", server().issuedBy(noOrg).build());
        TestCertificate broken = put(
                "broken-constraints-issuing",
                authority("Broken constraints")
                        .issuedBy(root)
                        .extension("2.5.29.30", false, new byte[] {0x05, 0x00})
                        .build());
        put("broken-constraints-mx", server().issuedBy(broken).build());
    }

    private void strength(TestCertificate root) {
        put(
                "weak-mx",
                server().keyAlgorithm(KeyAlgorithm.RSA_1024).issuedBy(root).build());
        TestCertificate weakIssuing = put(
                "weak-issuing",
                authority("Weak issuing")
                        .keyAlgorithm(KeyAlgorithm.RSA_1024)
                        .issuedBy(root)
                        .build());
        put("weak-issuing-mx", server().issuedBy(weakIssuing).build());
        TestCertificate weakRoot = put(
                "weak-root",
                authority("Weak root").keyAlgorithm(KeyAlgorithm.RSA_1024).build());
        put("weak-root-mx", server().issuedBy(weakRoot).build());
        put(
                "sha1-mx",
                server().issuedBy(root).signatureAlgorithm("SHA1withECDSA").build());
        // Nobody looks at the signature of an anchor (RFC 5280 section 6.1).
        TestCertificate sha1Root = put(
                "sha1-root",
                authority("SHA-1 root").signatureAlgorithm("SHA1withECDSA").build());
        put("sha1-root-mx", server().issuedBy(sha1Root).build());
        TestCertificate rsaRoot = put(
                "rsa-root",
                authority("RSA root").keyAlgorithm(KeyAlgorithm.RSA_2048).build());
        put(
                "rsa-mx",
                server().keyAlgorithm(KeyAlgorithm.RSA_2048).issuedBy(rsaRoot).build());
        put(
                "md5-mx",
                server().issuedBy(rsaRoot).signatureAlgorithm("MD5withRSA").build());
        put(
                "ed25519-mx",
                server().keyAlgorithm(KeyAlgorithm.ED25519).issuedBy(root).build());
        // A JDK reads no key on this curve, given as explicit parameters cut short: the certificate cannot be parsed.
        octets.put("unreadable-mx", unreadable(server().issuedBy(root).build().der()));
        octets.put("unreadable", unreadable(authority("Unreadable").build().der()));
        octets.put(
                "unreadable-too", unreadable(authority("Unreadable too").build().der()));
        octets.put("junk", new byte[] {0x30, 0x03, 1, 2, 3});
        octets.put("nothing", new byte[0]);
    }

    private static Instant past(int days) {
        return Chains.inDays(-days);
    }

    private static TestCertificate.Builder authority(String name) {
        return TestCertificate.builder().subject("CN=" + name).certificateAuthority();
    }

    private static TestCertificate.Builder twin(TestCertificate certificate, String name) {
        return authority(name).keyPair(certificate.keyPair());
    }

    private static TestCertificate.Builder server(String... names) {
        return TestCertificate.builder().dnsNames(names.length == 0 ? new String[] {MX} : names);
    }

    /** The last byte of a certificate is part of its signature. */
    private static byte[] tampered(TestCertificate certificate) {
        byte[] der = certificate.der();
        der[der.length - 1] ^= 1;
        return der;
    }

    /** Replaces the name of the curve, P-256, by one that does not exist, so that no parser of the JDK takes the key. */
    private static byte[] unreadable(byte[] der) {
        byte[] curve = {0x06, 0x08, 0x2a, (byte) 0x86, 0x48, (byte) 0xce, 0x3d, 0x03, 0x01, 0x07};
        byte[] changed = der.clone();
        for (int i = 0; i + curve.length <= der.length; i++) {
            if (Arrays.equals(der, i, i + curve.length, curve, 0, curve.length)) {
                changed[i + curve.length - 1] = 0x63;
            }
        }
        return changed;
    }

    private TestCertificate put(String name, TestCertificate certificate) {
        byName.put(name, certificate);
        octets.put(name, certificate.der());
        return certificate;
    }

    private void put(String name, byte[] der) {
        octets.put(name, der);
    }

    byte[] octets(String name) {
        return Optional.ofNullable(octets.get(name))
                .orElseThrow(() -> new IllegalArgumentException("nobody is called " + name))
                .clone();
    }

    TestCertificate certificate(String name) {
        return Optional.ofNullable(byName.get(name))
                .orElseThrow(() -> new IllegalArgumentException("nobody is called " + name));
    }
}
