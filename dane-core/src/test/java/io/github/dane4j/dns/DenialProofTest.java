package io.github.dane4j.dns;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dane4j.DomainName;
import io.github.dane4j.Reason;
import io.github.dane4j.testkit.DnsTree;
import io.github.dane4j.testkit.TestNetwork;
import io.github.dane4j.testkit.ZoneBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.DClass;
import org.xbill.DNS.ExtendedFlags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.RRset;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.Type;

/** RFC 4035 section 5.4, RFC 5155 section 8: every true denial of a zone holds, and none holds for what exists. */
class DenialProofTest {
    private static final String TLSA = "TLSA 3 1 1 " + "ab".repeat(32);

    /** Names that exist or not in every way that denials distinguish. */
    private static final List<String> NAMES = List.of(
            "example.test",
            "mx.example.test",
            "_25._tcp.mx.example.test",
            "_tcp.mx.example.test",
            "_26._tcp.mx.example.test",
            "aaa.example.test",
            "zzz.example.test",
            "alias.example.test",
            "x.wild.example.test",
            "y.x.wild.example.test",
            "wild.example.test",
            "a.b.ent.example.test",
            "ent.example.test",
            "unsigned.example.test");

    @RegisterExtension
    final TestNetwork network = new TestNetwork();

    @RegisterExtension
    final Resolvers resolvers = new Resolvers();

    private DnsTree tree(boolean nsec3, boolean wildcard) {
        return network.start(DnsTree.builder()
                .zone("example.test", zone -> {
                    if (nsec3) {
                        zone.nsec3();
                    }
                    if (wildcard) {
                        zone.record("* A 127.0.0.1");
                    }
                    zone.record("mx A 127.0.0.1")
                            .record("_25._tcp.mx " + TLSA)
                            .record("alias CNAME mx")
                            .record("*.wild " + TLSA)
                            .record("a.b.ent A 127.0.0.1")
                            .record("zz A 127.0.0.1");
                })
                .zone("unsigned.example.test", ZoneBuilder::unsigned));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3})
    void trueDenialsHold(int variant) {
        DnssecResolver resolver = resolvers.over(tree(variant % 2 == 1, variant / 2 == 1));
        SoftAssertions soft = new SoftAssertions();
        for (String name : NAMES) {
            for (RecordType<?> type : List.of(RecordType.TLSA, RecordType.MX, RecordType.A)) {
                Answer<?> answer = resolver.query(DomainName.of(name), type);
                soft.assertThat(answer).as("%s %s: %s", name, type, answer).isNotInstanceOf(Answer.Failure.class);
            }
        }
        soft.assertAll();
    }

    @Test
    void denialInAnOptOutZoneIsNeverSecureUnlessTheNameExists() {
        DnssecResolver resolver = resolvers.over(network.start(DnsTree.builder()
                .zone(
                        "example.test",
                        zone -> zone.nsec3(1, new byte[] {1, 2}, true)
                                .record("mx A 127.0.0.1")
                                .record("_25._tcp.mx " + TLSA))));
        assertThat(resolver.query(DomainName.of("mx.example.test"), RecordType.TLSA)
                        .describe())
                .isEqualTo("secure, no such records");
        assertThat(resolver.query(DomainName.of("_tcp.mx.example.test"), RecordType.TLSA)
                        .describe())
                .isEqualTo("secure, no such records");
        assertThat(resolver.query(DomainName.of("_26._tcp.mx.example.test"), RecordType.TLSA)
                        .describe())
                .isEqualTo("insecure, no such name");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void denialWithTheRecordsOfOthersIsBogus(boolean reversed) {
        DnsTree tree = tree(false, true);
        List<RRset> sets = new ArrayList<>(distinct(
                ask(tree, "aaa.example.test").getSectionRRsets(Section.AUTHORITY),
                ask(tree, "zz.example.test").getSectionRRsets(Section.AUTHORITY)));
        if (reversed) {
            Collections.reverse(sets);
        }
        try (Interceptor interceptor = new Interceptor(
                tree.address(),
                reply -> reply.getQuestion().getType() == Type.TLSA ? denial(reply, Rcode.NOERROR, sets) : reply)) {
            Answer<?> answer = resolvers
                    .over(tree, interceptor.address())
                    .query(DomainName.of("_25._tcp.mx.example.test"), RecordType.TLSA);
            assertThat(answer).isInstanceOf(Answer.Failure.class);
            assertThat(((Answer.Failure<?>) answer).reason()).isEqualTo(Reason.DNSSEC_BOGUS);
        }
    }

    private static List<RRset> distinct(List<RRset> first, List<RRset> second) {
        List<RRset> sets = new ArrayList<>(first);
        for (RRset set : second) {
            if (sets.stream()
                    .noneMatch(other -> other.getName().equals(set.getName()) && other.getType() == set.getType())) {
                sets.add(set);
            }
        }
        return sets;
    }

    private static Message denial(Message reply, int rcode, List<RRset> authority) {
        reply.removeAllRecords(Section.ANSWER);
        reply.removeAllRecords(Section.AUTHORITY);
        reply.getHeader().setRcode(rcode);
        for (RRset set : authority) {
            set.rrs(false).forEach(record -> reply.addRecord(record, Section.AUTHORITY));
            set.sigs().forEach(record -> reply.addRecord(record, Section.AUTHORITY));
        }
        return reply;
    }

    private static Message ask(DnsTree tree, String name) {
        return ask(tree, name, Type.TLSA);
    }

    private static Message ask(DnsTree tree, String name, int type) {
        SimpleResolver resolver = new SimpleResolver(tree.address());
        resolver.setEDNS(0, 4096, ExtendedFlags.DO, List.of());
        try {
            return resolver.send(Message.newQuery(Record.newRecord(Name.fromString(name + "."), type, DClass.IN)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
