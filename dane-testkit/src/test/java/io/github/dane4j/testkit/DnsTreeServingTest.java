package io.github.dane4j.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.xbill.DNS.DClass;
import org.xbill.DNS.ExtendedFlags;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Opcode;
import org.xbill.DNS.RRSIGRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.Type;
import org.xbill.DNS.WireParseException;

/** How the tree talks, without a validator in between. */
@Timeout(60)
class DnsTreeServingTest {

    @RegisterExtension
    final TestNetwork network = new TestNetwork();

    private DnsTree exampleOrg(String... lines) {
        return network.start(DnsTree.builder().zone("example.org", zone -> {
            for (String line : lines) {
                zone.record(line);
            }
        }));
    }

    private static SimpleResolver resolver(DnsTree tree, int payload, int flags) {
        SimpleResolver resolver = Validator.plain(tree);
        resolver.setEDNS(0, payload, flags, List.of());
        return resolver;
    }

    private static Message askWithDo(DnsTree tree, String name, String type) throws IOException {
        return resolver(tree, 4096, ExtendedFlags.DO).send(Validator.query(name, type));
    }

    private static Message ask(DnsTree tree, String name, String type) throws IOException {
        return Validator.plain(tree).send(Validator.query(name, type));
    }

    private static List<String> answer(Message reply) {
        return reply.getSection(Section.ANSWER).stream()
                .map(each -> Type.string(each.getType()) + " " + each.rdataToString())
                .toList();
    }

    @Test
    void sendsSignaturesAndProofsOnlyWhenAskedTo() throws IOException {
        DnsTree tree = exampleOrg("www A 127.0.0.1");

        assertThat(answer(ask(tree, "www.example.org", "A"))).containsExactly("A 127.0.0.1");
        assertThat(ask(tree, "www.example.org", "AAAA").getSection(Section.AUTHORITY))
                .extracting(Record::getType)
                .containsExactly(Type.SOA);
        assertThat(askWithDo(tree, "www.example.org", "A").getSection(Section.ANSWER))
                .extracting(Record::getType)
                .containsExactly(Type.A, Type.RRSIG);
        assertThat(askWithDo(tree, "www.example.org", "AAAA").getSection(Section.AUTHORITY))
                .extracting(Record::getType)
                .containsExactly(Type.SOA, Type.RRSIG, Type.NSEC, Type.RRSIG);
    }

    @Test
    void anUnsignedZoneHasNeither() throws IOException {
        DnsTree tree = network.start(
                DnsTree.builder().zone("example.org", zone -> zone.unsigned().record("*.www A 127.0.0.1")));

        assertThat(answer(askWithDo(tree, "a.www.example.org", "A"))).containsExactly("A 127.0.0.1");
        assertThat(askWithDo(tree, "a.www.example.org", "AAAA").getSection(Section.AUTHORITY))
                .extracting(Record::getType)
                .containsExactly(Type.SOA);
        assertThat(askWithDo(tree, "www.example.org", "A").getRcode()).isEqualTo(Rcode.NOERROR);
        assertThat(askWithDo(tree, "missing.example.org", "A").getRcode()).isEqualTo(Rcode.NXDOMAIN);
    }

    @Test
    void echoesTheFlagsOfTheClient() throws IOException {
        DnsTree tree = exampleOrg("www A 127.0.0.1");
        Message query = Validator.query("www.example.org", "A");
        query.getHeader().setFlag(Flags.CD);

        Message reply = resolver(tree, 1232, ExtendedFlags.DO).send(query);

        assertThat(reply.getHeader().getFlag(Flags.CD)).isTrue();
        assertThat(reply.getHeader().getFlag(Flags.RD)).isTrue();
        assertThat(reply.getHeader().getFlag(Flags.RA)).isTrue();
        assertThat(reply.getHeader().getFlag(Flags.AD)).isFalse();
        assertThat(reply.getOPT().getFlags()).isEqualTo(ExtendedFlags.DO);
        assertThat(ask(tree, "www.example.org", "A").getHeader().getFlag(Flags.CD))
                .isFalse();
    }

    @Test
    void claimsToHaveValidatedOnlyWhenTold() throws IOException {
        DnsTree tree = network.start(DnsTree.builder()
                .authenticatedData(true)
                .zone("example.org", zone -> zone.unsigned().record("www A 127.0.0.1")));

        assertThat(ask(tree, "www.example.org", "A").getHeader().getFlag(Flags.AD))
                .isTrue();
        assertThat(ask(tree, "missing.example.org", "A").getHeader().getFlag(Flags.AD))
                .isTrue();
        assertThat(ask(tree, "www.example.org", "RRSIG").getHeader().getFlag(Flags.AD))
                .isFalse();
        tree.authenticatedData(false);
        assertThat(ask(tree, "www.example.org", "A").getHeader().getFlag(Flags.AD))
                .isFalse();
    }

    @Test
    void truncatesWhatIsLargerThanTheClientTakes() throws IOException {
        String[] lines =
                IntStream.range(0, 200).mapToObj(i -> "www A 10.0.0." + i).toArray(String[]::new);
        DnsTree tree = exampleOrg(lines);

        SimpleResolver patient = resolver(tree, 1232, 0);
        assertThat(answer(patient.send(Validator.query("www.example.org", "A"))))
                .hasSize(200);
        assertThat(tree.queries()).extracting(Query::transport).containsExactly(DnsTransport.UDP, DnsTransport.TCP);

        SimpleResolver content = resolver(tree, 1232, 0);
        content.setIgnoreTruncation(true);
        Message cut = content.send(Validator.query("www.example.org", "A"));
        assertThat(cut.getHeader().getFlag(Flags.TC)).isTrue();
        assertThat(cut.numBytes()).isLessThanOrEqualTo(1232);

        SimpleResolver classic = Validator.plain(tree);
        classic.setEDNS(-1);
        classic.setIgnoreTruncation(true);
        Message small = classic.send(Validator.query("www.example.org", "A"));
        assertThat(small.getHeader().getFlag(Flags.TC)).isTrue();
        assertThat(small.numBytes()).isLessThanOrEqualTo(512);
        assertThat(small.getOPT()).isNull();

        assertThat(answer(resolver(tree, 4096, 0).send(Validator.query("www.example.org", "A"))))
                .hasSize(200);
    }

    @Test
    void aBigSignedSetValidatesOverTcp() throws IOException {
        DnsTree tree = network.start(DnsTree.builder().zone("example.org", zone -> {
            for (int i = 0; i < 1000; i++) {
                zone.record("_25._tcp.mx TLSA 3 1 1 " + "%064x".formatted(i));
            }
        }));

        assertThat(new Validator(tree).judge("_25._tcp.mx.example.org", "TLSA")).isEqualTo("secure answer");
    }

    @Test
    void answersSeveralQueriesOnOneConnection() throws IOException {
        DnsTree tree = exampleOrg("www A 127.0.0.1", "@ TXT " + "x".repeat(200));
        try (Socket socket =
                new Socket(tree.address().getAddress(), tree.address().getPort())) {
            DataOutputStream out = new DataOutputStream(socket.getOutputStream());
            DataInputStream in = new DataInputStream(socket.getInputStream());
            List<Integer> sent = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                Message query = Validator.query("www.example.org", "A");
                byte[] octets = query.toWire();
                out.writeShort(octets.length);
                // The message may come in pieces.
                out.write(octets, 0, 5);
                out.flush();
                out.write(octets, 5, octets.length - 5);
                sent.add(query.getHeader().getID());
            }
            List<Integer> received = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                byte[] octets = in.readNBytes(in.readUnsignedShort());
                received.add(new Message(octets).getHeader().getID());
            }
            assertThat(received).isEqualTo(sent);
        }
    }

    @Test
    void writesToSlowReadersPieceByPiece() throws IOException {
        DnsTree tree = network.start(DnsTree.builder().zone("example.org", zone -> {
            for (int i = 0; i < 1200; i++) {
                zone.record("big TLSA 3 1 1 " + "%064x".formatted(i));
            }
        }));
        int queries = 150;
        try (Socket socket = new Socket()) {
            socket.setReceiveBufferSize(4096);
            socket.connect(tree.address());
            DataOutputStream out = new DataOutputStream(socket.getOutputStream());
            byte[] octets = Validator.query("big.example.org", "TLSA").toWire();
            for (int i = 0; i < queries; i++) {
                out.writeShort(octets.length);
                out.write(octets);
            }
            DataInputStream in = new DataInputStream(socket.getInputStream());
            for (int i = 0; i < queries; i++) {
                Message reply = new Message(in.readNBytes(in.readUnsignedShort()));
                assertThat(reply.getSection(Section.ANSWER)).hasSizeGreaterThan(1000);
            }
        }
    }

    @Test
    void remembersWhatItWasAsked() throws IOException {
        DnsTree tree = exampleOrg("www A 127.0.0.1");

        askWithDo(tree, "wWw.example.org", "A");

        assertThat(tree.queries()).containsExactly(new Query("wWw.example.org.", "A", DnsTransport.UDP, false, true));
        assertThat(tree.queries().get(0).asks("www.example.org", "a")).isTrue();
        assertThat(tree.queries().get(0).asks("www.example.org.", "A")).isTrue();
        assertThat(tree.queries().get(0).asks("www.example.org", "AAAA")).isFalse();
        assertThat(tree.queries().get(0).asks("example.org", "A")).isFalse();
        tree.clearQueries();
        assertThat(tree.queries()).isEmpty();
    }

    @Test
    void givesReplyCodesWhenToldTo() throws IOException {
        DnsTree tree = exampleOrg("www A 127.0.0.1");

        tree.fault("www.example.org", "A", Fault.SERVFAIL);
        tree.fault("www.example.org", "*", Fault.REFUSED);
        tree.fault("*", "MX", Fault.NOTIMP);
        tree.fault("*", "*", Fault.EMPTY);

        assertThat(ask(tree, "WWW.example.org", "A").getRcode()).isEqualTo(Rcode.SERVFAIL);
        assertThat(ask(tree, "www.example.org", "TLSA").getRcode()).isEqualTo(Rcode.REFUSED);
        assertThat(ask(tree, "example.org", "MX").getRcode()).isEqualTo(Rcode.NOTIMP);
        Message empty = askWithDo(tree, "example.net", "A");
        assertThat(empty.getRcode()).isEqualTo(Rcode.NOERROR);
        assertThat(empty.getSection(Section.AUTHORITY)).isEmpty();
        tree.clearFaults();
        assertThat(answer(ask(tree, "www.example.org", "A"))).containsExactly("A 127.0.0.1");
    }

    @Test
    void staysSilentWhenToldTo() {
        DnsTree tree = exampleOrg("www A 127.0.0.1");
        tree.fault("www.example.org", "A", Fault.NO_REPLY);
        SimpleResolver resolver = Validator.plain(tree);
        resolver.setTimeout(Duration.ofSeconds(1));

        assertThatThrownBy(() -> resolver.send(Validator.query("www.example.org", "A")))
                .isInstanceOf(IOException.class);
        assertThat(tree.queries()).hasSize(1);
    }

    @Test
    void delaysWhenToldTo() throws IOException {
        DnsTree tree = exampleOrg("slow A 127.0.0.1", "fast A 127.0.0.2");
        tree.fault("slow.example.org", "A", Fault.delay(Duration.ofMillis(300)));

        long start = System.nanoTime();
        assertThat(answer(ask(tree, "slow.example.org", "A"))).containsExactly("A 127.0.0.1");
        long elapsed = System.nanoTime() - start;

        assertThat(Duration.ofNanos(elapsed)).isGreaterThanOrEqualTo(Duration.ofMillis(300));
        assertThatThrownBy(() -> Fault.delay(Duration.ofMillis(-1))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aDelayHoldsUpNoOtherQuery() throws Exception {
        DnsTree tree = exampleOrg("slow A 127.0.0.1", "fast A 127.0.0.2");
        tree.fault("slow.example.org", "A", Fault.delay(Duration.ofSeconds(4)));

        var slow = Validator.plain(tree)
                .sendAsync(Validator.query("slow.example.org", "A"))
                .toCompletableFuture();
        assertThat(answer(ask(tree, "fast.example.org", "A"))).containsExactly("A 127.0.0.2");
        assertThat(slow).isNotDone();
        assertThat(answer(slow.get())).containsExactly("A 127.0.0.1");
    }

    /** Sends a query as a datagram and returns whatever comes back. */
    private static byte[] exchange(DnsTree tree, Message query) throws IOException {
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.setSoTimeout(15_000);
            byte[] octets = query.toWire();
            socket.send(new DatagramPacket(octets, octets.length, tree.address()));
            DatagramPacket reply = new DatagramPacket(new byte[4096], 4096);
            socket.receive(reply);
            return Arrays.copyOf(reply.getData(), reply.getLength());
        }
    }

    @Test
    void answersUnderAWrongIdOrQuestionWhenToldTo() throws IOException {
        DnsTree tree = exampleOrg("www A 127.0.0.1");
        Message query = Validator.query("www.example.org", "A");

        tree.fault("*", "*", Fault.WRONG_ID);
        Message wrongId = new Message(exchange(tree, query));
        assertThat(wrongId.getHeader().getID()).isNotEqualTo(query.getHeader().getID());
        assertThat(wrongId.getQuestion()).isEqualTo(query.getQuestion());
        assertThat(answer(wrongId)).containsExactly("A 127.0.0.1");

        tree.fault("*", "*", Fault.WRONG_QUESTION);
        Message wrongQuestion = new Message(exchange(tree, query));
        assertThat(wrongQuestion.getHeader().getID())
                .isEqualTo(query.getHeader().getID());
        assertThat(wrongQuestion.getQuestion().getName()).hasToString("example.org.");
        assertThat(answer(wrongQuestion)).containsExactly("A 127.0.0.1");

        Message rootQuery = Message.newQuery(Record.newRecord(Name.root, Type.SOA, DClass.IN));
        assertThat(new Message(exchange(tree, rootQuery)).getQuestion().getName())
                .hasToString("wrong.");
    }

    @Test
    void sendsGarbageWhenToldTo() throws IOException {
        DnsTree tree = exampleOrg("www A 127.0.0.1");
        tree.fault("www.example.org", "A", Fault.GARBAGE);
        Message query = Validator.query("www.example.org", "A");

        byte[] octets = exchange(tree, query);

        assertThat(((octets[0] & 0xFF) << 8) | (octets[1] & 0xFF))
                .isEqualTo(query.getHeader().getID());
        assertThatThrownBy(() -> new Message(octets)).isInstanceOf(WireParseException.class);
    }

    @Test
    void neverFitsWhenToldTo() throws IOException {
        DnsTree tree = exampleOrg("www A 127.0.0.1");
        tree.fault("www.example.org", "A", Fault.TRUNCATED_ALWAYS);
        SimpleResolver content = Validator.plain(tree);
        content.setIgnoreTruncation(true);

        Message cut = content.send(Validator.query("www.example.org", "A"));

        assertThat(cut.getHeader().getFlag(Flags.TC)).isTrue();
        assertThat(cut.getSection(Section.ANSWER)).isEmpty();
        assertThatThrownBy(() -> ask(tree, "www.example.org", "A")).isInstanceOf(IOException.class);
        assertThat(tree.queries())
                .extracting(Query::transport)
                .containsExactly(DnsTransport.UDP, DnsTransport.UDP, DnsTransport.TCP);
    }

    @Test
    void stripsAndCorruptsSignaturesOnly() throws IOException {
        DnsTree tree = exampleOrg("www A 127.0.0.1");
        List<String> honest = answer(askWithDo(tree, "www.example.org", "A"));

        tree.fault("*", "*", Fault.STRIP_SIGNATURES);
        assertThat(answer(askWithDo(tree, "www.example.org", "A"))).containsExactly("A 127.0.0.1");
        assertThat(askWithDo(tree, "www.example.org", "AAAA").getSection(Section.AUTHORITY))
                .extracting(Record::getType)
                .containsExactly(Type.SOA, Type.NSEC);

        tree.fault("*", "*", Fault.CORRUPT_SIGNATURES);
        Message corrupt = askWithDo(tree, "www.example.org", "A");
        assertThat(answer(corrupt)).hasSize(2).first().isEqualTo(honest.get(0));
        assertThat(answer(corrupt)).doesNotContain(honest.get(1));
        assertThat(corrupt.getSection(Section.ANSWER).get(1)).isInstanceOf(RRSIGRecord.class);
    }

    @Test
    void stripsProofsOnly() throws IOException {
        DnsTree tree = exampleOrg("www A 127.0.0.1");
        tree.fault("*", "*", Fault.STRIP_PROOFS);

        assertThat(askWithDo(tree, "www.example.org", "AAAA").getSection(Section.AUTHORITY))
                .extracting(Record::getType)
                .containsExactly(Type.SOA, Type.RRSIG);
        assertThat(answer(askWithDo(tree, "www.example.org", "A"))).hasSize(2);
    }

    @Test
    void changesTheReplyCodeOnly() throws IOException {
        DnsTree tree = exampleOrg("www A 127.0.0.1");
        tree.fault("www.example.org", "A", Fault.rcode(Rcode.NXDOMAIN));

        Message reply = ask(tree, "www.example.org", "A");

        assertThat(reply.getRcode()).isEqualTo(Rcode.NXDOMAIN);
        assertThat(answer(reply)).containsExactly("A 127.0.0.1");
        assertThatThrownBy(() -> Fault.rcode(16)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Fault.rcode(-1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void refersToTheRootWhenToldTo() throws IOException {
        DnsTree tree = exampleOrg("www A 127.0.0.1");
        tree.fault("www.example.org", "A", Fault.REFERRAL);

        Message reply = ask(tree, "www.example.org", "A");

        assertThat(reply.getRcode()).isEqualTo(Rcode.NOERROR);
        assertThat(reply.getSection(Section.ANSWER)).isEmpty();
        assertThat(reply.getSection(Section.AUTHORITY)).singleElement().satisfies(each -> {
            assertThat(each.getType()).isEqualTo(Type.NS);
            assertThat(each.getName()).isEqualTo(Name.root);
        });
    }

    @Test
    void answersAnotherQuestionUnderTheNameThatWasAsked() throws IOException {
        DnsTree tree = exampleOrg("www A 127.0.0.1", "mx A 127.0.0.2");
        tree.fault("www.example.org", "A", Fault.answerTo("mx.example.org", "A"));

        Message reply = askWithDo(tree, "www.example.org", "A");

        assertThat(reply.getQuestion().getName()).hasToString("www.example.org.");
        assertThat(answer(reply)).hasSize(2).first().isEqualTo("A 127.0.0.2");
        assertThat(reply.getSection(Section.ANSWER))
                .extracting(Record::getName)
                .containsOnly(Name.fromConstantString("www.example.org."));
        assertThatThrownBy(() -> Fault.answerTo("www.example.org", "NOSUCHTYPE"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void addsSignaturesThatDoNotHold() throws IOException {
        DnsTree tree = exampleOrg("www A 127.0.0.1");
        String honest = answer(askWithDo(tree, "www.example.org", "A")).get(1);
        tree.fault("www.example.org", "A", Fault.corruptCopies(3));

        List<String> answer = answer(askWithDo(tree, "www.example.org", "A"));

        assertThat(answer).hasSize(5).doesNotHaveDuplicates().last().isEqualTo(honest);
        assertThatThrownBy(() -> Fault.corruptCopies(-1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void sendsAStrayReplyAndThenTheRightOne() throws IOException {
        DnsTree tree = exampleOrg("www A 127.0.0.1");
        tree.fault("www.example.org", "A", Fault.WRONG_ID.thenTheRightAnswer());
        Message query = Validator.query("www.example.org", "A");
        byte[] octets = query.toWire();
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.setSoTimeout(15_000);
            socket.send(new DatagramPacket(octets, octets.length, tree.address()));
            List<Integer> ids = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                DatagramPacket reply = new DatagramPacket(new byte[512], 512);
                socket.receive(reply);
                ids.add(new Message(Arrays.copyOf(reply.getData(), reply.getLength()))
                        .getHeader()
                        .getID());
            }
            assertThat(ids)
                    .containsExactly(
                            query.getHeader().getID() ^ 0xFFFF,
                            query.getHeader().getID());
        }
        assertThat(tree.queries()).hasSize(1);
        assertThat(Fault.WRONG_ID.thenTheRightAnswer()).hasToString("WRONG_ID, then the right answer");
    }

    @Test
    void forgesAnswers() throws IOException {
        DnsTree tree = exampleOrg("www A 127.0.0.1");

        tree.forge("www.example.org", "A", "@ CNAME evil.invalid.", "evil.invalid A 192.0.2.1");
        tree.forge("*", "TLSA");

        assertThat(answer(askWithDo(tree, "www.example.org", "A")))
                .containsExactly("CNAME evil.invalid.", "A 192.0.2.1");
        assertThat(answer(askWithDo(tree, "_25._tcp.www.example.org", "TLSA"))).isEmpty();
        assertThatThrownBy(() -> tree.forge("www.example.org", "A", "@ A nonsense"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("nonsense");
    }

    @Test
    void sendsMalformedRecordsAsTheyAre() throws IOException {
        DnsTree tree = network.start(DnsTree.builder()
                .zone(
                        "example.org",
                        zone -> zone.rawRecord("short", Type.TLSA, new byte[] {3, 1})
                                .rawRecord("private", 65300, new byte[] {1, 2, 3})
                                .rawRecord("@", Type.TLSA, new byte[] {9, 9, 9, 9})
                                .rawRecord("alias", Type.CNAME, new byte[] {0})
                                .record("@ TLSA 3 1 1 " + "ab".repeat(32))));

        assertThatThrownBy(() -> ask(tree, "short.example.org", "TLSA")).isInstanceOf(IOException.class);
        assertThat(answer(ask(tree, "private.example.org", "TYPE65300"))).containsExactly("TYPE65300 \\# 3 010203");
        assertThat(answer(ask(tree, "example.org", "TLSA"))).hasSize(2).contains("TLSA 9 9 9 09");
        assertThat(answer(ask(tree, "alias.example.org", "A"))).containsExactly("CNAME .");
        assertThat(new Validator(tree).judge("private.example.org", "TYPE65300"))
                .isEqualTo("secure answer");
        assertThat(new Validator(tree).judge("example.org", "TLSA")).isEqualTo("secure answer");
    }

    @Test
    void aDelegationToNowhereFails() throws IOException {
        DnsTree tree = exampleOrg("sub NS ns.sub", "ns.sub A 127.0.0.1");

        assertThat(ask(tree, "www.sub.example.org", "A").getRcode()).isEqualTo(Rcode.SERVFAIL);
        assertThat(ask(tree, "sub.example.org", "A").getRcode()).isEqualTo(Rcode.SERVFAIL);
        assertThat(new Validator(tree).judge("sub.example.org", "DS")).isEqualTo("secure nodata");
        assertThat(new Validator(tree).judge("zzz.example.org", "A")).isEqualTo("secure nxdomain");
    }

    @Test
    void aLoopOfAliasesEnds() throws IOException {
        DnsTree tree = exampleOrg("a CNAME b", "b CNAME a");

        assertThat(answer(ask(tree, "a.example.org", "A")))
                .containsExactly("CNAME b.example.org.", "CNAME a.example.org.");
    }

    @Test
    void aDnameThatMakesTooLongANameFails() throws IOException {
        String label = "x".repeat(60);
        DnsTree tree = exampleOrg("short DNAME " + String.join(".", label, label, label, label.substring(20)) + ".");

        Message reply = ask(tree, label + ".short.example.org", "A");

        assertThat(reply.getRcode()).isEqualTo(Rcode.YXDOMAIN);
        assertThat(answer(reply)).singleElement().asString().startsWith("DNAME");
    }

    @Test
    void writtenSoaAndNsRecordsReplaceTheMadeOnes() throws IOException {
        DnsTree tree = exampleOrg("@ SOA ns.example.org. admin 7 1 1 1 60", "@ NS ns");

        assertThat(answer(ask(tree, "example.org", "SOA")))
                .containsExactly("SOA ns.example.org. admin.example.org. 7 1 1 1 60");
        assertThat(answer(ask(tree, "example.org", "NS"))).containsExactly("NS ns.example.org.");
        assertThat(askWithDo(tree, "missing.example.org", "A").getSection(Section.AUTHORITY))
                .filteredOn(each -> each.getType() == Type.NSEC)
                .allSatisfy(each -> assertThat(each.getTTL()).isEqualTo(60));
    }

    @Test
    void servesInOnePlaceUntilClosed() throws IOException {
        DnsTree first =
                DnsTree.builder().address(InetAddress.getLoopbackAddress()).start();
        int port = first.address().getPort();
        assertThatThrownBy(() -> DnsTree.builder().port(port).start())
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("" + port);
        first.close();
        first.close();

        assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(each -> each.getName().equals("dns-tree-" + port));
        DnsTree second = network.start(DnsTree.builder().port(port));
        assertThat(ask(second, "org", "A").getRcode()).isEqualTo(Rcode.NXDOMAIN);
    }

    @Test
    void doesNotAnswerWhatIsNoQuery() throws IOException {
        DnsTree tree = exampleOrg("www A 127.0.0.1");
        Message reply = Validator.query("www.example.org", "A");
        reply.getHeader().setFlag(Flags.QR);
        try (DatagramSocket socket = new DatagramSocket()) {
            for (byte[] octets : List.of(new byte[] {1, 2, 3}, new Message(7).toWire(), reply.toWire())) {
                socket.send(new DatagramPacket(octets, octets.length, tree.address()));
            }
        }

        assertThat(answer(ask(tree, "www.example.org", "A"))).containsExactly("A 127.0.0.1");
        assertThat(tree.queries()).hasSize(1);
    }

    @Test
    void refusesWhatItDoesNotServe() throws IOException {
        DnsTree tree = exampleOrg("www A 127.0.0.1");
        Name name = Name.fromConstantString("www.example.org.");
        Message chaos = Message.newQuery(Record.newRecord(name, Type.A, DClass.CH));
        Message notify = Validator.query("www.example.org", "SOA");
        notify.getHeader().setOpcode(Opcode.NOTIFY);

        assertThat(new Message(exchange(tree, chaos)).getRcode()).isEqualTo(Rcode.REFUSED);
        assertThat(new Message(exchange(tree, notify)).getRcode()).isEqualTo(Rcode.NOTIMP);
        assertThat(ask(tree, "www.example.org", "ANY").getRcode()).isEqualTo(Rcode.NOTIMP);
    }

    /** More zones than are held at a time, asked twice by several threads. */
    @Test
    void servesThousandsOfSignedZones() throws Exception {
        int zones = 2_500;
        DnsTree.Builder builder = DnsTree.builder().sharedKeys();
        for (int i = 0; i < zones; i++) {
            String address = "127.0." + i / 256 + "." + i % 256;
            builder.zone("zone" + i + ".test", zone -> zone.record("www A " + address));
        }
        DnsTree tree = network.start(builder);
        AtomicInteger next = new AtomicInteger();
        Callable<Integer> client = () -> {
            int right = 0;
            for (int i = next.getAndIncrement(); i < 2 * zones; i = next.getAndIncrement()) {
                int number = i % zones;
                Message query = Validator.query("www.zone" + number + ".test", "A");
                query.addRecord(new OPTRecord(4096, 0, 0, ExtendedFlags.DO), Section.ADDITIONAL);
                List<Record> answer = new Message(tree.ask(query.toWire())).getSection(Section.ANSWER);
                right += answer.size() == 2
                                && answer.get(0).rdataToString().equals("127.0." + number / 256 + "." + number % 256)
                                && answer.get(1) instanceof RRSIGRecord
                        ? 1
                        : 0;
            }
            return right;
        };
        ExecutorService threads = Executors.newFixedThreadPool(4);
        int right = 0;
        try {
            for (Future<Integer> each : threads.invokeAll(Collections.nCopies(4, client))) {
                right += each.get();
            }
        } finally {
            threads.shutdownNow();
        }

        assertThat(right).isEqualTo(2 * zones);
        Validator validator = new Validator(tree);
        for (int i : new int[] {0, zones / 2, zones - 1}) {
            assertThat(validator.judge("www.zone" + i + ".test", "A")).isEqualTo("secure answer");
        }
        assertThat(validator.judge("zone" + zones + ".test", "A")).isEqualTo("secure nxdomain");
    }

    @Test
    void refusesDeclarationsThatMakeNoSense() {
        assertThatThrownBy(() -> exampleOrg("www A")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> exampleOrg("")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> exampleOrg("www.example.net. A 127.0.0.1"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("outside of the zone example.org.");
        assertThatThrownBy(() -> DnsTree.builder().zone("a..b", zone -> zone.unsigned()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> DnsTree.builder()
                        .zone("example.org", zone -> zone.unsigned())
                        .zone("example.org.", zone -> zone.unsigned()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("twice");
        assertThatThrownBy(() -> DnsTree.builder().zone("example.org", zone -> zone.algorithm(3)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> DnsTree.builder().zone("example.org", zone -> zone.unknownAlgorithm(13)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> DnsTree.builder().zone("example.org", zone -> zone.unknownAlgorithm(256)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> DnsTree.builder().zone("example.org", zone -> zone.ds("nonsense")))
                .isInstanceOf(IllegalArgumentException.class);
        DnsTree tree = network.start(DnsTree.builder().zone(".", zone -> zone.unsigned()));
        assertThatThrownBy(tree::trustAnchors).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> tree.fault("example.org", "NOSUCHTYPE", Fault.EMPTY))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
