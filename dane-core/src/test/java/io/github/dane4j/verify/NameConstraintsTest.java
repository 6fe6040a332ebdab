package io.github.dane4j.verify;

import static io.github.dane4j.verify.Chains.records;
import static io.github.dane4j.verify.Chains.sent;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.dane4j.Reason;
import io.github.dane4j.testkit.TestCertificate;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERTaggedObject;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

/** RFC 5280 section 4.2.1.10, by chains that are signed and verified, on every JDK alike. */
class NameConstraintsTest {
    private static final String NAME_CONSTRAINTS = "2.5.29.30";
    private static final String SUBJECT_ALTERNATIVE_NAME = "2.5.29.17";

    /** {@code name-constraints.txt}: what a CA may issue for, the certificate's names, and the verdict. */
    @ParameterizedTest(name = "permitted {0}, excluded {1}: {2} with {3}")
    @CsvFileSource(resources = "name-constraints.txt", delimiter = '|', emptyValue = "", nullValues = "-")
    void aCaIssuesForWhatItMay(String permitted, String excluded, String subject, String names, String verdict) {
        TestCertificate root = TestCertificate.builder()
                .subject("CN=Root")
                .certificateAuthority()
                // Critical, some of them are too much for the JDK's parser.
                .extension(NAME_CONSTRAINTS, false, constraints(permitted, excluded))
                .build();
        TestCertificate issuing = Chains.authority("R10", root);
        TestCertificate server = server(subject == null ? "" : subject, names, root);
        TestCertificate below = server(subject == null ? "" : subject, names, issuing);

        assertThat(verdict(root, server, root)).isEqualTo(verdict);
        if (permitted == null || !permitted.contains("dir:")) {
            assertThat(verdict(root, below, issuing, root))
                    .as("two levels below")
                    .isEqualTo(verdict);
        }
    }

    private static String verdict(TestCertificate root, TestCertificate... chain) {
        DaneResult result = Chains.verify(records(root.tlsa(2, 0, 1)), sent(chain));
        return result instanceof DaneResult.NotAuthenticated no ? no.reason().word() : "yes";
    }

    private static TestCertificate server(String subject, String names, TestCertificate issuer) {
        TestCertificate.Builder builder =
                TestCertificate.builder().subject(subject).issuedBy(issuer);
        if (names != null) {
            GeneralName[] all =
                    split(names).stream().map(NameConstraintsTest::name).toArray(GeneralName[]::new);
            // RFC 5280 section 4.2.1.6: critical if there is no subject.
            builder.extension(SUBJECT_ALTERNATIVE_NAME, subject.isEmpty(), encoded(new GeneralNames(all)));
        }
        return builder.build();
    }

    private static byte[] constraints(@Nullable String permitted, @Nullable String excluded) {
        List<ASN1Encodable> both = new ArrayList<>();
        if (permitted != null) {
            both.add(new DERTaggedObject(false, 0, subtrees(permitted)));
        }
        if (excluded != null) {
            both.add(new DERTaggedObject(false, 1, subtrees(excluded)));
        }
        return encoded(new DERSequence(both.toArray(ASN1Encodable[]::new)));
    }

    private static DERSequence subtrees(String names) {
        return new DERSequence(
                split(names).stream().map(name -> new DERSequence(name(name))).toArray(ASN1Encodable[]::new));
    }

    private static List<String> split(String names) {
        return names.equals("none") ? List.of() : List.of(names.split(" "));
    }

    private static GeneralName name(String text) {
        int colon = text.indexOf(':');
        String value = text.substring(colon + 1);
        return switch (text.substring(0, colon)) {
            case "dns" -> new GeneralName(GeneralName.dNSName, value);
            case "ip" -> new GeneralName(GeneralName.iPAddress, new DEROctetString(address(value)));
            case "mail" -> new GeneralName(GeneralName.rfc822Name, value);
            case "uri" -> new GeneralName(GeneralName.uniformResourceIdentifier, value);
            case "dir" -> new GeneralName(GeneralName.directoryName, new X500Name(value.replace('_', ' ')));
            case "oid" -> new GeneralName(GeneralName.registeredID, value);
            default -> throw new IllegalArgumentException(text);
        };
    }

    /** An address, or as a range its network and its mask. */
    private static byte[] address(String text) {
        String[] parts = text.split("/", -1);
        byte[] network = literal(parts[0]);
        if (parts.length == 1) {
            return network;
        }
        byte[] range = Arrays.copyOf(network, 2 * network.length);
        for (int bit = 0; bit < Integer.parseInt(parts[1]); bit++) {
            range[network.length + bit / Byte.SIZE] |= (byte) (0x80 >>> bit % Byte.SIZE);
        }
        return range;
    }

    private static byte[] literal(String address) {
        try {
            return InetAddress.getByName(address).getAddress();
        } catch (UnknownHostException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] encoded(ASN1Encodable object) {
        try {
            return object.toASN1Primitive().getEncoded();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The section: minimum MUST be zero, and maximum MUST be absent. */
    @Test
    void subtreesWithBoundsAreRefused() {
        DERSequence base = new DERSequence(new ASN1Encodable[] {
            new GeneralName(GeneralName.dNSName, "example.org"), new DERTaggedObject(false, 0, new ASN1Integer(0))
        });
        DERSequence deeper = new DERSequence(new ASN1Encodable[] {
            new GeneralName(GeneralName.dNSName, "example.org"), new DERTaggedObject(false, 0, new ASN1Integer(1))
        });
        DERSequence bounded = new DERSequence(new ASN1Encodable[] {
            new GeneralName(GeneralName.dNSName, "example.org"), new DERTaggedObject(false, 1, new ASN1Integer(2))
        });

        assertThat(under(permitted(base))).isEqualTo("yes");
        assertThat(under(permitted(deeper))).isEqualTo(Reason.NAME_CONSTRAINTS.word());
        assertThat(under(permitted(bounded))).isEqualTo(Reason.NAME_CONSTRAINTS.word());
    }

    @Test
    void constraintsThatCannotBeReadPermitNothing() {
        byte[] shortRange = new byte[] {0x30, 10, (byte) 0xa1, 8, 0x30, 6, (byte) 0x87, 4, 10, 0, 0, 0};
        for (byte[] broken : List.of(
                new byte[0],
                new byte[] {5, 0},
                new byte[] {0x30, 2, 5, 0},
                new byte[] {0x30, 4, (byte) 0xa0, 2, 5, 0},
                new byte[] {0x30, 4, (byte) 0xa0, 2, 0x30, 0},
                new byte[] {0x30, 3, (byte) 0xa0, 0, 0},
                new byte[] {0x30, 8, (byte) 0xa0, 6, 0x30, 4, (byte) 0xa4, 2, 5, 0},
                shortRange)) {
            assertThat(under(broken)).isEqualTo(Reason.NAME_CONSTRAINTS.word());
        }
    }

    private static byte[] permitted(DERSequence subtree) {
        return encoded(new DERSequence(new DERTaggedObject(false, 0, new DERSequence(subtree))));
    }

    /** Not critical, so that the JDK parses the certificate whatever is inside. */
    private static String under(byte[] constraints) {
        TestCertificate root = TestCertificate.builder()
                .subject("CN=Root")
                .certificateAuthority()
                .extension(NAME_CONSTRAINTS, false, constraints)
                .build();
        return verdict(root, Chains.server(root), root);
    }

    @Test
    void constraintsOfSeveralCasAllHold() {
        TestCertificate root = Chains.authority("Root");
        TestCertificate outer = constrained("Outer", root, "dns:example.org dns:example.net");
        TestCertificate inner = constrained("Inner", outer, "dns:mx.example.org dns:example.com");

        assertThat(verdict(root, named("mx.example.org", inner), inner, outer, root))
                .isEqualTo("yes");
        assertThat(verdict(root, named("mx.example.org", outer), outer, root)).isEqualTo("yes");
        assertThat(verdict(root, named("mx.example.org", inner, "example.com"), inner, outer, root))
                .isEqualTo("name-constraints");
        assertThat(verdict(root, named("mx.example.org", inner, "a.example.net"), inner, outer, root))
                .isEqualTo("name-constraints");
    }

    private static TestCertificate constrained(String name, TestCertificate issuer, String permitted) {
        return TestCertificate.builder()
                .subject("CN=" + name)
                .certificateAuthority()
                .extension(NAME_CONSTRAINTS, true, constraints(permitted, null))
                .issuedBy(issuer)
                .build();
    }

    private static TestCertificate named(String name, TestCertificate issuer, String... others) {
        List<String> names = new ArrayList<>(List.of(name));
        names.addAll(List.of(others));
        return TestCertificate.builder()
                .dnsNames(names.toArray(String[]::new))
                .issuedBy(issuer)
                .build();
    }
}
