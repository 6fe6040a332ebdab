package io.github.dane4j.acceptance.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dane4j.tlsa.TlsaRecord;
import io.github.dane4j.verify.DaneResult;
import io.github.dane4j.verify.DaneVerifier;
import io.github.dane4j.verify.PresentedChain;
import io.github.dane4j.verify.ReferenceIdentifiers;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The verifier and OpenSSL's own DANE code, asked the same question about the same server. */
@ExtendWith(LaboratoryExtension.class)
@Timeout(60)
class OpenSslVerdictIT {
    private static final Pattern BRACES = Pattern.compile("\\{(.*?)}");

    private final Laboratory laboratory;

    OpenSslVerdictIT(Laboratory laboratory) {
        this.laboratory = laboratory;
    }

    /** Several records are joined by a plus; a word in braces is the digest of something that the laboratory has. */
    @ParameterizedTest(name = "{0} as {1} by {2}: {3}")
    @CsvSource({
        "pinned, mx.key.secure.test,       3 1 1 {pinned key},                               yes",
        "pinned, mx.key.secure.test,       3 0 1 {pinned},                                   yes",
        "pinned, mx.key.secure.test,       3 1 1 {zeros},                                    no",
        "pinned, mx.key.secure.test,       3 1 1 {zeros} + 3 1 1 {pinned key},               yes",
        // RFC 7671 section 9: the stronger digest alone counts, and it is wrong.
        "pinned, mx.key.secure.test,       3 1 2 {zeros}{zeros} + 3 1 1 {pinned key},        no",
        "pinned, mx.key.secure.test,       3 0 2 {zeros}{zeros} + 3 1 1 {pinned key},        yes",
        "issued, mx.authority.secure.test, 2 1 1 {authority key},                            yes",
        "issued, mx.authority.secure.test, 2 0 1 {authority},                                yes",
        "issued, mx.authority.secure.test, 3 1 1 {issued key},                               yes",
        "issued, mx.authority.secure.test, 3 1 1 {authority key},                            no",
        "issued, mx.authority.secure.test, 2 1 1 {issued key},                               no",
        "issued, mx.elsewhere.secure.test, 2 1 1 {authority key},                            no",
        "issued, mx.elsewhere.secure.test, 2 1 1 {authority key} + 3 1 1 {issued key},       yes"
    })
    void theLibraryAndOpenSslAgree(String server, String baseDomain, String data, String expected) {
        Postfix.Listener listener = server.equals("pinned") ? laboratory.pinned() : laboratory.issued();
        List<String> records =
                Arrays.stream(filled(data).split("\\+", -1)).map(String::trim).toList();

        OpenSslClient.Judgement openSsl = OpenSslClient.judge(listener, baseDomain, records);
        DaneResult ours = DaneVerifier.create()
                .verify(
                        records.stream().map(TlsaRecord::parse).toList(),
                        PresentedChain.of(openSsl.chain()),
                        ReferenceIdentifiers.of(baseDomain),
                        Instant.now());

        boolean accept = expected.equals("yes");
        assertThat(openSsl.accepted()).isEqualTo(accept);
        assertThat(ours.kind())
                .as(ours::explain)
                .isEqualTo(accept ? DaneResult.Kind.AUTHENTICATED : DaneResult.Kind.NOT_AUTHENTICATED);
    }

    private String filled(String data) {
        return BRACES.matcher(data).replaceAll(word -> digest(word.group(1)));
    }

    private String digest(String word) {
        return switch (word) {
            case "zeros" -> "00".repeat(32);
            case "pinned" -> laboratory.pinned().tls().digest();
            case "pinned key" -> laboratory.pinned().tls().keyDigest();
            case "issued key" -> laboratory.issued().tls().keyDigest();
            case "authority" -> laboratory.authority().digest();
            case "authority key" -> laboratory.authority().keyDigest();
            default -> throw new IllegalArgumentException(word);
        };
    }
}
