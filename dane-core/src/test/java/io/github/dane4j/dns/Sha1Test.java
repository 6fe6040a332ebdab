package io.github.dane4j.dns;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dane4j.DomainName;
import io.github.dane4j.testkit.DnsTree;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** RFC 9905: SHA-1 is validated, or its zones are taken for unsigned, as the builder says; never is anything else. */
class Sha1Test {
    @RegisterExtension
    final Resolvers resolvers = new Resolvers();

    private static DnsTree tree;

    @BeforeAll
    static void start() {
        tree = DnsTree.builder()
                .zone("five.test", zone -> zone.algorithm(5).record("mx A 127.0.0.1"))
                .zone("seven.test", zone -> zone.algorithm(7).nsec3().record("mx A 127.0.0.1"))
                .zone("digest.test", zone -> zone.dsDigest(1).record("mx A 127.0.0.1"))
                .zone("below.digest.test", zone -> zone.record("mx A 127.0.0.1"))
                .zone(
                        "both.test",
                        zone -> zone.ds("12345 5 1 " + "ab".repeat(20)).record("mx A 127.0.0.1"))
                .zone("broken.test", zone -> zone.algorithm(5).wrongDs().record("mx A 127.0.0.1"))
                .zone("modern.test", zone -> zone.algorithm(8).record("mx A 127.0.0.1"))
                .start();
    }

    @AfterAll
    static void stop() {
        tree.close();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    five.test         | secure, 1 record | insecure, 1 record
                    seven.test        | secure, 1 record | insecure, 1 record
                    digest.test       | secure, 1 record | insecure, 1 record
                    below.digest.test | secure, 1 record | insecure, 1 record
                    both.test         | secure, 1 record | secure, 1 record
                    modern.test       | secure, 1 record | secure, 1 record
                    broken.test       | bogus            | insecure, 1 record
                    """)
    void rfc9905_zonesWithNothingButSha1AreUnsignedIfTheBuilderSaysSo(String zone, String byDefault, String otherwise) {
        DomainName name = DomainName.of("mx." + zone);
        assertThat(resolvers.over(tree).query(name, RecordType.A).describe()).startsWith(byDefault);
        Answer<?> without =
                resolvers.built(resolvers.builder(tree).treatSha1AsUnsigned()).query(name, RecordType.A);
        assertThat(without.describe()).isEqualTo(otherwise);
        if (without instanceof Answer.Data<?> data && data.security() == Security.INSECURE) {
            String cut = zone.replace("below.", "");
            assertThat(data.cut()).isEqualTo(Optional.of(DomainName.of(cut)));
        }
    }

    /** A denial of such a zone proves nothing that counts either. */
    @ParameterizedTest
    @CsvSource({"five.test", "seven.test", "digest.test"})
    void rfc9905_denialsOfSuchZonesAreInsecureToo(String zone) {
        DomainName name = DomainName.of("_25._tcp.mx." + zone);
        assertThat(resolvers.over(tree).query(name, RecordType.TLSA).describe()).isEqualTo("secure, no such name");
        assertThat(resolvers
                        .built(resolvers.builder(tree).treatSha1AsUnsigned())
                        .query(name, RecordType.TLSA)
                        .describe())
                .isEqualTo("insecure, no such name");
    }
}
