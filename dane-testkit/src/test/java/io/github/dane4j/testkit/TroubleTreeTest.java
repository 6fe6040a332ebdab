package io.github.dane4j.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.Rcode;

/** The table holds together; what validators make of it is for their own tests. */
class TroubleTreeTest {

    @Test
    void casesHaveNamesOfTheirOwnAndDoNotDisturbEachOther() {
        List<TroubleTree.Case> cases = TroubleTree.cases();

        assertThat(cases).hasSizeGreaterThan(250);
        assertThat(cases)
                .extracting(TroubleTree.Case::name)
                .doesNotHaveDuplicates()
                .allMatch(each -> each.matches("[a-z0-9-]+"));
        assertThat(cases)
                .extracting(each -> each.question() + " " + each.type())
                .doesNotHaveDuplicates();
    }

    @Test
    void eachQuestionIsAboutAZoneOfTheTree() {
        List<String> zones = TroubleTree.zones();

        assertThat(zones)
                .hasSizeGreaterThan(100)
                .doesNotHaveDuplicates()
                .contains("secure.test", "child.expired.test", "case4.test");
        assertThat(TroubleTree.cases())
                .allSatisfy(each -> assertThat(zones)
                        .anyMatch(zone ->
                                each.question().equals(zone) || each.question().endsWith("." + zone)));
    }

    @Test
    void outcomesAreThoseThatAreDocumented() {
        assertThat(TroubleTree.cases())
                .extracting(TroubleTree.Case::outcome)
                .allMatch(each ->
                        each.matches("(secure|insecure) (data|nodata|nxdomain)|dnssec-bogus|dns-error|dns-timeout|"
                                + "dns-malformed|dns-alias-loop|dns-budget|invalid-name"));
    }

    @Test
    void aSilentCaseIsOneWithoutAReplyThatFits() {
        assertThat(TroubleTree.cases())
                .filteredOn(TroubleTree.Case::silent)
                .extracting(TroubleTree.Case::name)
                .contains("server-no-reply", "server-wrong-id", "dnskey-silent")
                .doesNotContain("server-slow", "server-wrong-id-then-right");
    }

    @Test
    void theTreeServesTheZonesWithTheirFaults() throws IOException {
        try (DnsTree tree = TroubleTree.start()) {
            assertThat(new Validator(tree).judge("mx.secure.test", "A")).isEqualTo("secure answer");
            assertThat(new Validator(tree).judge("mx.expired.test", "A")).isEqualTo("bogus");
            assertThat(Validator.plain(tree)
                            .send(Validator.query("refused.ok.servers.test", "A"))
                            .getRcode())
                    .isEqualTo(Rcode.REFUSED);
        }
    }
}
