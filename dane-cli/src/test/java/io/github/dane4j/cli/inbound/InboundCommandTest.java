package io.github.dane4j.cli.inbound;

import static io.github.dane4j.cli.Golden.assertGolden;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.dane4j.cli.Dane;
import io.github.dane4j.testkit.DnsTree;
import io.github.dane4j.testkit.Fault;
import io.github.dane4j.testkit.SmtpServer;
import io.github.dane4j.testkit.TestCertificate;
import io.github.dane4j.testkit.TestNetwork;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xbill.DNS.Type;

/** The commands of a provider against a signed tree of customers. */
class InboundCommandTest {
    private static final String MX = "mx.provider.test";
    private static final int CUSTOMERS = 100;
    private static final int IN_A_GROUP = 10;
    private static final Pattern TIME = Pattern.compile("20\\d\\d-\\d\\d-\\d\\dT[0-9:.]+Z");

    @RegisterExtension
    final TestNetwork network = new TestNetwork();

    @TempDir
    Path folder;

    private final TestCertificate current =
            TestCertificate.builder().dnsNames(MX).build();
    private final TestCertificate next = TestCertificate.builder().dnsNames(MX).build();

    /** One customer in each stage of the move. */
    private static final List<String> STAGES = List.of(
            "unsigned.test",
            "begin.test",
            "lowered.test",
            "second.test",
            "swapped.test",
            "done.test",
            "without-mx.test",
            "null-mx.test",
            "bogus.test",
            "missing.test",
            "not a name");

    private DnsTree tree(int port, String... tlsa) {
        DnsTree tree = network.start(DnsTree.builder()
                .zone("provider.test", zone -> {
                    zone.record("mx A 127.0.0.1").record("old A 127.0.0.1");
                    for (String each : tlsa) {
                        zone.record("_" + port + "._tcp.mx TLSA " + each);
                    }
                })
                .zone("unsigned.test", zone -> zone.unsigned().record("@ 3600 IN MX 10 old.provider.test."))
                .zone("begin.test", zone -> zone.record("@ 3600 IN MX 10 old.provider.test."))
                .zone("lowered.test", zone -> zone.record("@ 300 IN MX 0 old.provider.test."))
                .zone(
                        "second.test",
                        zone -> zone.record("@ 300 IN MX 10 old.provider.test.")
                                .record("@ 300 IN MX 20 mx.provider.test."))
                .zone(
                        "swapped.test",
                        zone -> zone.record("@ 300 IN MX 0 mx.provider.test.")
                                .record("@ 300 IN MX 10 old.provider.test."))
                .zone("done.test", zone -> zone.record("@ 3600 IN MX 10 MX.provider.test."))
                .zone("without-mx.test", zone -> zone.record("@ A 127.0.0.1"))
                .zone("null-mx.test", zone -> zone.record("@ MX 0 ."))
                .zone("bogus.test", zone -> zone.record("@ MX 10 old.provider.test.")));
        tree.fault("bogus.test.", "MX", Fault.CORRUPT_SIGNATURES);
        return tree;
    }

    private Dane run(DnsTree tree, int port, String... args) throws IOException {
        Path anchors = Files.writeString(folder.resolve("root.key"), tree.trustAnchors());
        List<String> all = new ArrayList<>(List.of("inbound"));
        all.addAll(List.of(args));
        all.addAll(List.of(
                "--port",
                String.valueOf(port),
                "--nameserver",
                "127.0.0.1:" + tree.address().getPort(),
                "--trust-anchor",
                anchors.toString()));
        return Dane.run(all.toArray(String[]::new));
    }

    private Path list(List<String> domains) throws IOException {
        return Files.write(folder.resolve("domains.txt"), domains);
    }

    private static String steady(String text) {
        return text.replaceAll("by key [0-9]+", "by key N").replaceAll("RRSIG[^\"\n]*", "RRSIG ...");
    }

    @Test
    void planOfEachStage() throws Exception {
        DnsTree tree = tree(2525, current.tlsa(3, 1, 1));
        String file = list(STAGES).toString();

        Dane text = run(tree, 2525, "plan", "--list", file, "--mx", MX, "--dns-only");
        Dane json = run(tree, 2525, "plan", "--list", file, "--mx", MX, "--dns-only", "--json");

        assertThat(text.err()).isEmpty();
        assertGolden("inbound-plan.txt", steady(text.out()));
        assertGolden("inbound-plan.json", steady(json.out()));
        assertThat(text.status()).isEqualTo(1);
        assertThat(json.status()).isEqualTo(1);
    }

    @Test
    void statusOfEachStage() throws Exception {
        Dane text = run(
                tree(2525, current.tlsa(3, 1, 1)),
                2525,
                "status",
                "--list",
                list(STAGES).toString(),
                "--mx",
                MX,
                "--dns-only");

        assertGolden("inbound-status.txt", steady(text.out()));
        assertThat(text.status()).isEqualTo(1);
    }

    @Test
    void statusForMachines() throws Exception {
        Dane json = run(
                tree(2525, current.tlsa(3, 1, 1)),
                2525,
                "status",
                "--list",
                list(STAGES).toString(),
                "--mx",
                MX,
                "--dns-only",
                "--json");

        assertGolden("inbound-status.jsonl", steady(json.out()));
        assertThat(json.status()).isEqualTo(1);
    }

    /** The exit status is that of the worst, so that a monitor need not read. */
    @ParameterizedTest
    @CsvSource({
        "plan, done.test, 0",
        "plan, begin.test, 0",
        "plan, unsigned.test, 4",
        "plan, bogus.test, 1",
        "status, done.test, 0",
        "status, begin.test, 4",
        "status, unsigned.test, 4",
        "status, missing.test, 1"
    })
    void exitStatus(String command, String domain, int status) throws Exception {
        Dane dane = run(tree(2525, current.tlsa(3, 1, 1)), 2525, command, domain, "--mx", MX, "--dns-only");

        assertThat(dane.status()).as(dane.out() + dane.err()).isEqualTo(status);
    }

    /** By DNS alone: a policy that is not read may forbid the new host. The command says so, and has no step for the MX records. */
    @Test
    void domainWithAnMtaStsPolicyByDnsAlone() throws Exception {
        DnsTree tree = tree(2525, current.tlsa(3, 1, 1));
        tree.replaceZone(
                "begin.test",
                zone -> zone.record("@ 3600 IN MX 10 old.provider.test.").record("_mta-sts TXT \"v=STSv1; id=1\""));

        Dane plan = run(tree, 2525, "plan", "begin.test", "--mx", MX, "--dns-only");
        Dane json = run(tree, 2525, "plan", "begin.test", "--mx", MX, "--dns-only", "--json");
        Dane status = run(tree, 2525, "status", "begin.test", "--mx", MX, "--dns-only");

        assertThat(plan.status()).isEqualTo(3);
        assertThat(plan.out())
                .contains(
                        "MTA-STS: begin.test announces a policy, which is not read with --dns-only",
                        "hint (your settings): run the command without --dns-only",
                        "  not known")
                .doesNotContain("  1. ");
        assertThat(json.out()).contains("\"state\":\"unknown\"", "\"mtaSts\":\"mta-sts-unread\",\"steps\":[]");
        assertThat(status.status()).isEqualTo(3);
        assertThat(status.out()).startsWith("unknown  begin.test").contains("which is not read with --dns-only");
    }

    /** Records are advised only for a server that was seen to offer STARTTLS. */
    @Test
    void serverWithoutRecords() throws Exception {
        SmtpServer server = network.start(SmtpServer.builder(MX).certificate(current));
        Dane seen = run(tree(server.port()), server.port(), "plan", "done.test", "--mx", MX);
        assertThat(seen.out()).contains("1. provider: publish the TLSA records of mx.provider.test");

        Dane unseen = run(tree(server.port()), server.port(), "plan", "done.test", "--mx", MX, "--dns-only");
        assertThat(unseen.out())
                .contains("1. provider: test mx.provider.test", "2. provider: publish the TLSA records");
    }

    @Test
    void serverWithoutStartTls() throws Exception {
        SmtpServer server = network.start(SmtpServer.builder(MX).withoutStartTls());

        Dane plan = run(tree(server.port()), server.port(), "plan", "done.test", "--mx", MX);
        assertThat(plan.out())
                .contains(
                        "1. provider: have every address of mx.provider.test offer STARTTLS",
                        "2. provider: test mx.provider.test",
                        "3. provider: publish the TLSA records");

        Dane promised =
                run(tree(server.port(), current.tlsa(3, 1, 1)), server.port(), "status", "done.test", "--mx", MX);
        assertThat(promised.out()).startsWith("wrong    done.test").contains("does not offer STARTTLS");
        assertThat(promised.status()).isEqualTo(1);
    }

    @Test
    void serverWithAnotherKey() throws Exception {
        SmtpServer server = network.start(SmtpServer.builder(MX).certificate(next));
        Dane dane = run(tree(server.port(), current.tlsa(3, 1, 1)), server.port(), "status", "done.test", "--mx", MX);

        assertThat(dane.out()).startsWith("wrong    done.test").contains("matches none of its TLSA records");
        assertThat(dane.status()).isEqualTo(1);
    }

    /** However many domains a host has, its server is connected to once, and once more for the other kind of key. */
    @Test
    void serverOfManyDomains() throws Exception {
        SmtpServer server = network.start(SmtpServer.builder(MX).certificate(current));
        DnsTree.Builder builder = DnsTree.builder()
                .zone(
                        "provider.test",
                        zone -> zone.record("mx A 127.0.0.1")
                                .record("_" + server.port() + "._tcp.mx TLSA " + current.tlsa(3, 1, 1)));
        List<String> domains =
                IntStream.range(0, 20).mapToObj(i -> "customer" + i + ".test").toList();
        domains.forEach(each -> builder.zone(each, zone -> zone.record("@ MX 10 mx.provider.test.")));

        Dane dane = run(
                network.start(builder),
                server.port(),
                "status",
                "--list",
                list(domains).toString(),
                "--mx",
                MX);

        assertThat(dane.out()).endsWith("20 done\n");
        assertThat(dane.status()).isZero();
        assertThat(server.connections()).isEqualTo(2);
    }

    // Waits.

    @Test
    void waitsUntilNoCacheHasTheRecordsOfBefore() throws Exception {
        Path state = folder.resolve("state");
        String[] status = {"status", "begin.test", "--mx", MX, "--dns-only", "--state", state.toString()};
        DnsTree tree = tree(2525, current.tlsa(3, 1, 1));
        assertThat(run(tree, 2525, status).out()).startsWith("next     begin.test, customer: lower the TTL");

        tree.replaceZone("begin.test", zone -> zone.record("@ 300 IN MX 10 old.provider.test."));
        Dane lowered = run(tree, 2525, status);
        assertThat(lowered.out())
                .startsWith("waiting  begin.test until ")
                .contains(", then customer: add mx.provider.test behind");
        assertThat(lowered.status()).isEqualTo(4);
        Matcher time = TIME.matcher(lowered.out());
        assertThat(time.find()).isTrue();
        Instant until = Instant.parse(time.group());
        assertThat(until)
                .isBetween(Instant.now().plusSeconds(3000), Instant.now().plusSeconds(3600));

        pass(state, 3601);
        assertThat(run(tree, 2525, status).out()).startsWith("next     begin.test, customer: add mx.provider.test");

        tree.replaceZone("begin.test", zone -> zone.record("@ 300 IN MX 10 mx.provider.test."));
        assertThat(run(tree, 2525, status).out())
                .startsWith("waiting  begin.test until ")
                .contains("the old MX hosts may still be in caches");
        pass(state, 301);
        Dane done = run(tree, 2525, status);
        assertThat(done.out()).startsWith("done     begin.test at mx.provider.test");
        assertThat(done.status()).isZero();
    }

    private static void pass(Path state, long seconds) throws IOException {
        Matcher times = TIME.matcher(Files.readString(state));
        Files.writeString(
                state,
                times.replaceAll(found ->
                        Instant.parse(found.group()).minusSeconds(seconds).toString()));
    }

    @ParameterizedTest
    @CsvSource({"my diary", "'dane inbound 1\nx y'", "'dane inbound 1\na.test 1 then 2 3'"})
    void stateThatIsSomethingElse(String text) throws Exception {
        Path state = Files.writeString(folder.resolve("state"), text + "\n");

        Dane dane = run(tree(2525), 2525, "status", "done.test", "--mx", MX, "--dns-only", "--state", state.toString());

        assertThat(dane.status()).isEqualTo(2);
        assertThat(dane.err())
                .contains("--state: " + state + " cannot be used: it ")
                .doesNotContain("\tat ");
        assertThat(Files.readString(state)).isEqualTo(text + "\n");
    }

    // Records.

    private String[] keys(String... more) throws IOException {
        Path now = Files.writeString(folder.resolve("current.pem"), current.pem());
        Path then = Files.writeString(folder.resolve("next.pem"), next.pem());
        List<String> args = new ArrayList<>(List.of("--current", now.toString(), "--next", then.toString()));
        args.addAll(Arrays.asList(more));
        return args.toArray(String[]::new);
    }

    private Dane publish(String... args) {
        List<String> all = new ArrayList<>(List.of("inbound", "publish"));
        all.addAll(List.of(args));
        return Dane.run(all.toArray(String[]::new));
    }

    @Test
    void zoneTextOfOneHostForAll() throws Exception {
        Dane dane = publish(keys("--mx", MX, "--ttl", "600", "--address", "192.0.2.25,2001:db8::25"));

        assertThat(dane.err()).isEmpty();
        assertThat(dane.out().lines())
                .containsExactly(
                        "mx.provider.test. 600 IN A 192.0.2.25",
                        "mx.provider.test. 600 IN AAAA 2001:db8:0:0:0:0:0:25",
                        "_25._tcp.mx.provider.test. 600 IN TLSA " + current.tlsa(3, 1, 1),
                        "_25._tcp.mx.provider.test. 600 IN TLSA " + next.tlsa(3, 1, 1) + " ; the next key");
        assertThat(dane.status()).isZero();
    }

    private static String withoutDigests(String text) {
        return text.replaceAll("\\b[0-9a-f]{64}\\b", "SHA-256");
    }

    @Test
    void recordsOfAHostForEachCustomer() throws Exception {
        String[] args = keys(
                "--list",
                list(List.of("contoso.test", "fabrikam.test", "not a name")).toString(),
                "--mx",
                "{label}.mx.provider.test",
                "--address",
                "192.0.2.25");
        List<String> forMachines = new ArrayList<>(List.of(args));
        forMachines.add("--json");

        Dane text = publish(args);
        Dane json = publish(forMachines.toArray(String[]::new));

        assertGolden("inbound-publish.txt", withoutDigests(text.out()));
        assertThat(text.err()).startsWith("not a name: ");
        assertThat(text.status()).isEqualTo(3);
        assertGolden("inbound-publish.jsonl", withoutDigests(json.out()));
        assertThat(json.status()).isEqualTo(3);
    }

    private Path keyFile() throws IOException {
        return Files.writeString(folder.resolve("update.key"), PrimaryServer.keyFile(), StandardCharsets.US_ASCII);
    }

    @Test
    void updatesKeepOtherRecordsUntilAKeyIsRetired() throws Exception {
        TestCertificate third = TestCertificate.builder().dnsNames(MX).build();
        Path thirdFile = Files.writeString(folder.resolve("third.pem"), third.pem());
        try (PrimaryServer primary = new PrimaryServer()) {
            String[] to = {
                "--mx",
                "{label}.mx.provider.test",
                "contoso.test",
                "--zone",
                "provider.test",
                "--update",
                primary.address(),
                "--nameserver",
                primary.address(),
                "--tsig-key-file",
                keyFile().toString()
            };
            String owner = "_25._tcp.contoso-test.mx.provider.test.";

            assertThat(publish(keys(to)).out()).isEqualTo("contoso-test.mx.provider.test: added 2, removed 0\n");
            assertThat(primary.at(owner, Type.TLSA)).hasSize(2);
            assertThat(publish(keys(to)).out()).isEqualTo("contoso-test.mx.provider.test: as it should be\n");

            List<String> rolled = new ArrayList<>(
                    List.of("--current", folder.resolve("next.pem").toString(), "--next", thirdFile.toString()));
            rolled.addAll(List.of(to));
            assertThat(publish(rolled.toArray(String[]::new)).out()).contains("added 1, removed 0");
            assertThat(primary.at(owner, Type.TLSA)).hasSize(3);

            rolled.addAll(List.of("--retired", folder.resolve("current.pem").toString()));
            assertThat(publish(rolled.toArray(String[]::new)).out()).contains("added 0, removed 1");
            assertThat(primary.at(owner, Type.TLSA))
                    .hasSize(2)
                    .noneMatch(record -> record.equalsIgnoreCase(current.tlsa(3, 1, 1)));

            // A key that is in use is never taken away.
            rolled.set(rolled.size() - 1, thirdFile.toString());
            assertThat(publish(rolled.toArray(String[]::new)).out()).contains("as it should be");
        }
    }

    @Test
    void updateWithAnotherKeyIsRefused() throws Exception {
        try (PrimaryServer primary = new PrimaryServer()) {
            Path key = Files.writeString(
                    folder.resolve("other.key"),
                    PrimaryServer.keyFile().replace("c2VjcmV0", "b3RoZXIh"),
                    StandardCharsets.US_ASCII);

            Dane dane = publish(keys(
                    "--mx",
                    MX,
                    "--zone",
                    "provider.test",
                    "--update",
                    primary.address(),
                    "--tsig-key-file",
                    key.toString()));

            assertThat(dane.status()).isEqualTo(3);
            assertThat(dane.err()).startsWith("mx.provider.test: ").doesNotContain("\tat ");
            assertThat(primary.count(Type.TLSA)).isZero();
        }
    }

    // A provider's list.

    /** Each group of customers in a zone. */
    private static void groups(DnsTree.Builder tree, UnaryOperator<String> record) {
        for (int group = 0; group < CUSTOMERS / IN_A_GROUP; group++) {
            String origin = "group" + group + ".test";
            int first = group * IN_A_GROUP;
            tree.zone(
                    origin,
                    zone -> IntStream.range(first, first + IN_A_GROUP)
                            .mapToObj(i -> "customer" + i)
                            .forEach(each -> zone.record(each + " " + record.apply(each + "." + origin))));
        }
    }

    @Test
    void aListFromPlanToDone() throws Exception {
        List<String> domains = IntStream.range(0, CUSTOMERS)
                .mapToObj(i -> "customer" + i + ".group" + i / IN_A_GROUP + ".test")
                .toList();
        String file = list(domains).toString();
        String pattern = "{label}.mx.provider.test";
        DnsTree.Builder before = DnsTree.builder().zone("provider.test", zone -> zone.record("old A 127.0.0.1"));
        groups(before, each -> "3600 IN MX 10 old.provider.test.");
        DnsTree old = network.start(before);

        Dane plan = run(old, 25, "plan", "--list", file, "--mx", pattern, "--dns-only", "--json", "--rate", "10000");
        assertThat(plan.err()).isEmpty();
        assertThat(plan.out().lines())
                .hasSize(CUSTOMERS)
                .allMatch(line -> line.contains("\"state\":\"next\"") && line.contains("\"step\":\"create-host\""));
        assertThat(plan.out().lines().skip(CUSTOMERS - 1).findFirst().orElseThrow())
                .contains("\"domain\":\"customer99.group9.test\"", "customer99-group9-test.mx.provider.test");
        assertThat(plan.status()).isZero();

        Dane records = publish(keys("--list", file, "--mx", pattern, "--address", "127.0.0.1", "--rate", "10000"));
        assertThat(records.out().lines()).hasSize(3 * CUSTOMERS);
        try (PrimaryServer primary = new PrimaryServer()) {
            Dane updated = publish(keys(
                    "--list",
                    file,
                    "--mx",
                    pattern,
                    "--zone",
                    "provider.test",
                    "--update",
                    primary.address(),
                    "--nameserver",
                    primary.address(),
                    "--tsig-key-file",
                    keyFile().toString(),
                    "--rate",
                    "10000"));
            assertThat(updated.err()).isEmpty();
            assertThat(updated.out().lines())
                    .hasSize(CUSTOMERS)
                    .allMatch(line -> line.endsWith(": added 2, removed 0"));
            assertThat(primary.count(Type.TLSA)).isEqualTo(2 * CUSTOMERS);
        }

        String text = records.out().lines().map(line -> line.split(" ;", 2)[0]).collect(Collectors.joining("\n"));
        DnsTree.Builder after =
                DnsTree.builder().zone("provider.test", zone -> text.lines().forEach(zone::record));
        groups(after, each -> "MX 10 " + each.replace('.', '-') + ".mx.provider.test.");
        Dane status = run(
                network.start(after), 25, "status", "--list", file, "--mx", pattern, "--dns-only", "--rate", "10000");
        assertThat(status.out()).endsWith(CUSTOMERS + " done\n");
        assertThat(status.status()).isZero();
    }

    // Wrong use.

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "plan|expected domains, or --list FILE",
                "plan a.test --list x|exclude each other",
                "plan --list none.txt|none.txt cannot be read: there is no such file",
                "plan a.test --parallel 0|--parallel is 1 to 1000",
                "status a.test --low-ttl 0|--low-ttl is 1 to 604800",
                "publish --current none.pem|none.pem cannot be read: there is no such file"
            })
    void wrongUse(String args, String complaint) throws Exception {
        List<String> all = new ArrayList<>(List.of("inbound"));
        all.addAll(List.of(args.split(" ")));
        all.addAll(List.of("--mx", MX));

        Dane dane = Dane.run(all.toArray(String[]::new));

        assertThat(dane.status()).isEqualTo(2);
        assertThat(dane.out()).isEmpty();
        assertThat(dane.err()).contains(complaint, "See: dane inbound ").doesNotContain("\tat ");
    }

    @Test
    void withoutACommand() {
        Dane dane = Dane.run("inbound");

        assertThat(dane.status()).isEqualTo(2);
        assertThat(dane.err()).contains("plan, publish, status");
    }
}
