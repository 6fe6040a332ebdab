package io.github.dane4j.dns.anchors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dane4j.dns.DnssecResolver;
import io.github.dane4j.dns.TrustAnchorException;
import io.github.dane4j.dns.TrustAnchors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The files that others write: IANA (RFC 9718), BIND, Unbound. */
class AnchorFormatTest {
    private static final String DIGEST_2017 = "E06D44B80B8F1D39A95C0B0D7C65D08458E880409BBC683457104237C7F8EC8D";
    private static final String DIGEST_2024 = "683D2D0ACB8C9B712A1948B27F741219298D0A450D612C483AF444A4C0FB2B16";
    private static final String KEY_2017 =
            "AwEAAaz/tAm8yTn4Mfeh5eyI96WSVexTBAvkMgJzkKTOiW1vkIbzxeF3+/4RgWOq7HrxRixHlFlExOLAJr5emLvN7SWXgnLh4+B5xQ"
                    + "lNVz8Og8kvArMtNROxVQuCaSnIDdD5LKyWbRd2n9WGe2R8PzgCmr3EgVLrjyBxWezF0jLHwVN8efS3rCj/EWgvIWgb9tarpVUDK/b58D"
                    + "a+sqqls3eNbuv7pr+eoZG+SrDK6nWeL3c6H5Apxz7LjVc1uTIdsIXxuOLYA4/ilBmSVIzuDWfdRUfhHdY6+cn8HFRm+2hM8AnXGXws9555"
                    + "KrUB5qihylGa8subX2Nn6UwNR1AkUTV74bU=";
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    @TempDir
    Path directory;

    private AnchorSet read(String text) throws IOException {
        return AnchorSet.fromFile(Files.writeString(directory.resolve("anchors"), text));
    }

    private static String digest(int tag, String digest, String validity, String more) {
        return "<KeyDigest id=\"K" + tag + "\" " + validity + "><KeyTag>" + tag + "</KeyTag><Algorithm>8</Algorithm>"
                + "<DigestType>2</DigestType><Digest>" + digest + "</Digest>" + more + "</KeyDigest>";
    }

    private static String xml(String digests) {
        return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!-- IANA -->\n"
                + "<TrustAnchor id=\"1\" source=\"http://data.iana.org/root-anchors/root-anchors.xml\">\n<Zone>.</Zone>\n"
                + digests + "\n</TrustAnchor>\n";
    }

    private static final String ALWAYS = "validFrom=\"2017-02-02T00:00:00+00:00\"";

    // RFC 9718

    @Test
    void rfc9718KeyCountsFromValidFromUpToValidUntil() throws IOException {
        AnchorSet anchors = read(xml(digest(
                        19036,
                        DIGEST_2017,
                        "validFrom=\"2010-07-15T00:00:00+00:00\" validUntil=\"2019-01-11T00:00:00Z\"",
                        "")
                + digest(20326, DIGEST_2017, ALWAYS + " validUntil=\"2027-01-01T01:00:00+01:00\"", "")
                + digest(38696, DIGEST_2024, "validFrom=\"2024-07-18T00:00:00+00:00\"", "")));

        assertThat(anchors.at(NOW)).hasToString(". 20326 38696");
        assertThat(anchors.nextChange(NOW)).isEqualTo("2027-01-01T00:00:00Z");
        assertThat(anchors.at(Instant.parse("2026-12-31T23:59:59Z"))).hasToString(". 20326 38696");
        assertThat(anchors.at(Instant.parse("2027-01-01T00:00:00Z"))).hasToString(". 38696");
        assertThat(anchors.at(Instant.parse("2010-07-15T00:00:00Z"))).hasToString(". 19036");
        assertThat(anchors.nextChange(Instant.parse("2027-01-01T00:00:00Z"))).isEqualTo(Instant.MAX);
    }

    @Test
    void rfc9718NoKeyIsValidAnyMore() throws IOException {
        AnchorSet anchors = read(xml(digest(20326, DIGEST_2017, ALWAYS + " validUntil=\"2020-01-01T00:00:00Z\"", "")));
        assertThatThrownBy(() -> anchors.at(NOW))
                .isInstanceOf(TrustAnchorException.class)
                .hasMessageContaining(directory.toString())
                .hasMessageContaining("20326 from 2017-02-02T00:00:00Z until 2020-01-01T00:00:00Z");
        assertThatThrownBy(() -> DnssecResolver.builder()
                        .trustAnchors(TrustAnchors.fromFile(directory.resolve("anchors")))
                        .build())
                .isInstanceOf(TrustAnchorException.class);
    }

    @Test
    void rfc9718UnknownElementsAreIgnored() throws IOException {
        AnchorSet anchors = read(xml("<Future><KeyTag>1</KeyTag><KeyDigest/></Future>"
                + digest(20326, DIGEST_2017, ALWAYS + " hue=\"blue\"", "<Comment>of <b>2017</b></Comment>")));
        assertThat(anchors).hasToString(". 20326");
    }

    @Test
    void rfc9718PublicKeyMustFitItsDigest() throws IOException {
        String key = "<PublicKey>" + KEY_2017 + "</PublicKey><Flags>257</Flags>";
        assertThat(read(xml(digest(20326, DIGEST_2017, ALWAYS, key)))).hasToString(". 20326");
        assertThatThrownBy(() -> read(xml(digest(38696, DIGEST_2024, ALWAYS, key))))
                .isInstanceOf(TrustAnchorException.class)
                .hasMessageContaining("key 38696 has another digest");
    }

    @Test
    void rfc9718UnknownAlgorithmsAreDoneWithoutIfSomethingIsLeft() throws IOException {
        String unknown = digest(1, DIGEST_2017, ALWAYS, "").replace("<Algorithm>8<", "<Algorithm>99<");
        String sha1 = digest(2, DIGEST_2017, ALWAYS, "").replace("<DigestType>2<", "<DigestType>1<");
        assertThat(read(xml(unknown + sha1 + digest(20326, DIGEST_2017, ALWAYS, ""))))
                .hasToString(". 20326");
        assertThatThrownBy(() -> read(xml(unknown + sha1)))
                .isInstanceOf(TrustAnchorException.class)
                .hasMessageContaining("no trust anchor for the root");
    }

    @Test
    void xmlWithDocumentTypeIsRefusedAndNothingIsFetched() throws IOException {
        Path secret = Files.writeString(directory.resolve("secret"), DIGEST_2017);
        String entity = xml(digest(20326, "&secret;", ALWAYS, ""))
                .replace(
                        "<TrustAnchor",
                        "<!DOCTYPE TrustAnchor [<!ENTITY secret SYSTEM \"" + secret.toUri() + "\">]>\n<TrustAnchor");
        assertThatThrownBy(() -> read(entity)).isInstanceOf(TrustAnchorException.class);
        String type = xml(digest(20326, DIGEST_2017, ALWAYS, ""))
                .replace("<TrustAnchor", "<!DOCTYPE TrustAnchor SYSTEM \"" + secret.toUri() + "\">\n<TrustAnchor");
        assertThatThrownBy(() -> read(type)).isInstanceOf(TrustAnchorException.class);
    }

    @Test
    void xmlThatGrowsByEntitiesIsRefused() {
        StringBuilder types = new StringBuilder("<!DOCTYPE TrustAnchor [<!ENTITY a0 \"x\">");
        for (int i = 1; i < 30; i++) {
            types.append("<!ENTITY a")
                    .append(i)
                    .append(" \"&a")
                    .append(i - 1)
                    .append(";&a")
                    .append(i - 1)
                    .append(";\">");
        }
        String bomb = xml("<X>&a29;</X>").replace("<TrustAnchor", types + "]>\n<TrustAnchor");
        assertThatThrownBy(() -> read(bomb)).isInstanceOf(TrustAnchorException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<TrustAnchor><Zone>.</Zone></TrustAnchor>",
                "<TrustAnchor></TrustAnchor>",
                "<Other><Zone>.</Zone></Other>",
                "<TrustAnchor><Zone>.</Zone><KeyDigest>",
                "<html><body>Service unavailable</body></html>",
                "<TrustAnchor><Zone>.</Zone><KeyDigest validFrom=\"2017-02-02T00:00:00Z\"/></TrustAnchor>",
                "<",
            })
    void otherXmlIsRefused(String text) {
        assertThatThrownBy(() -> read(text))
                .isInstanceOf(TrustAnchorException.class)
                .hasMessageContaining(directory.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "validFrom=\"yesterday\"", "validFrom=\"2017-02-02\"", ALWAYS + " validUntil=\"\""})
    void rfc9718DatesMustBeThere(String validity) {
        assertThatThrownBy(() -> read(xml(digest(20326, DIGEST_2017, validity, ""))))
                .isInstanceOf(TrustAnchorException.class);
    }

    @Test
    void fileThatIsTooLargeIsRefused() {
        assertThatThrownBy(() -> read("; ".repeat(200_000)))
                .isInstanceOf(TrustAnchorException.class)
                .hasMessageContaining("bytes");
    }

    // BIND

    @Test
    void bindStatementsOfEveryKind() throws IOException {
        AnchorSet anchors = read("/* the root\n and a private tree */\n"
                + "trust-anchors {\n"
                + "  # KSK-2017\n"
                + "  . initial-key 257 3 8 \"" + KEY_2017.substring(0, 100) + "\n    " + KEY_2017.substring(100)
                + "\"; // key\n"
                + "  \".\" static-ds 38696 8 2 \"" + DIGEST_2024 + "\";\n"
                + "  corp.example initial-ds 4711 13 2 \"" + DIGEST_2017 + "\";\n"
                + "};\n"
                + "managed-keys { \"a.example.\" initial-key 257 3 8 \"" + KEY_2017 + "\"; };\n"
                + "trusted-keys { b.example 257 3 8 \"" + KEY_2017 + "\"; };\n");
        assertThat(anchors).hasToString(". 20326 38696, corp.example. 4711, a.example. 20326, b.example. 20326");
        assertThat(anchors.records().get(0).rdataToString()).isEqualTo("20326 8 2 " + DIGEST_2017);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "trust-anchors { . static-ds 38696 8 2 \"" + DIGEST_2024 + "\" }",
                "trust-anchors { . static-ds 38696 8 2 \"" + DIGEST_2024 + "\"; }",
                "trust-anchors { . static-ds 38696 8 2 \"" + DIGEST_2024 + "; };",
                "trust-anchors { . static-ds 38696 8 2 \"" + DIGEST_2024 + "\"; /* };",
                "trust-anchors { . static-ds 38696 8 2 \"" + DIGEST_2024,
                "trust-anchors { . other-ds 38696 8 2 \"" + DIGEST_2024 + "\"; };",
                "trust-anchors { . 38696 8 2 \"" + DIGEST_2024 + "\"; };",
                "trust-anchors { }; options { dnssec-validation no; };",
                "trust-anchors { };",
                "trust-anchors {",
            })
    void bindStatementsThatAreNoneAreRefused(String text) {
        assertThatThrownBy(() -> read(text))
                .isInstanceOf(TrustAnchorException.class)
                .hasMessageContaining(directory.toString());
    }

    // Unbound

    private static String autotrust(int tag, int state) {
        return ".\t86400\tIN\tDNSKEY\t257 3 8 " + KEY_2017 + " ;{id = " + tag + " (ksk), size = 2048b} ;;state=" + state
                + " [  ANY  ] ;;count=0 ;;lastchange=1502474052 ;;Fri Aug 11 20:54:12 2017\n";
    }

    private static final String HEADER = """
            ; autotrust trust anchor file
            ;;id: . 1
            ;;last_queried: 1502474052 ;;Fri Aug 11 20:54:12 2017
            ;;query_failed: 0
            """;

    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    void rfc5011ValidAndMissingKeysAreTrusted(int state) throws IOException {
        assertThat(read(HEADER + autotrust(20326, state))).hasToString(". 20326");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 4, 5})
    void rfc5011OtherKeysAreNotTrusted(int state) throws IOException {
        String good = ". IN DS 38696 8 2 " + DIGEST_2024 + " ;;state=2\n";
        assertThat(read(HEADER + good + autotrust(20326, state))).hasToString(". 38696");
        assertThatThrownBy(() -> read(HEADER + autotrust(20326, state))).isInstanceOf(TrustAnchorException.class);
    }

    @Test
    void rfc5011RevokedTrustPointIsRefused() {
        assertThatThrownBy(() -> read("; autotrust trust anchor file\n;;REVOKED\n;;id: . 1\n" + autotrust(20326, 2)))
                .isInstanceOf(TrustAnchorException.class)
                .hasMessageContaining("revoked");
    }
}
