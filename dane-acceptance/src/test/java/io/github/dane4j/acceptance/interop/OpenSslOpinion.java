package io.github.dane4j.acceptance.interop;

import io.github.dane4j.tlsa.TlsaRecord;
import io.github.dane4j.verify.DaneResult;
import io.github.dane4j.verify.DecisionTable;
import io.github.dane4j.verify.DecisionTable.Question;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What OpenSSL says to a question of the decision table, asked over TLS between its own server and its own client.
 *
 * <p>A verdict is {@code yes}, with the three numbers of the record that matched, the depth, and {@code by key} if that
 * record is a bare key; {@code no}; or {@code unusable}.
 */
final class OpenSslOpinion implements AutoCloseable {
    private static final Pattern MATCH = Pattern.compile(
            "DANE TLSA (\\d+ \\d+ \\d+) \\S+ (matched [ET][EA] certificate|signed the certificate) at depth (\\d+)");

    /** What the server of OpenSSL cannot show as its own certificate, because it cannot read the key in it. */
    private static final Set<String> NO_LEAF = Set.of("unreadable-mx", "junk", "nothing");

    private static final String TAMPERED = "tampered-";

    private final TemporaryFolder folder = TemporaryFolder.create();
    private final Map<String, Path> files = new TreeMap<>();

    /** The options of {@code s_client} that stand for a policy; empty if none do. */
    private Optional<List<String>> options(String policy) {
        return Optional.ofNullable(
                switch (policy) {
                    // 80 bits, as TLS in the JVM has it; level 0 would take signatures with MD5.
                    case "default", "any-key" -> List.of("-auth_level", "1");
                    // 112 bits.
                    case "strong" -> List.of("-auth_level", "2");
                    case "pkix" -> List.of("-auth_level", "1", "-CAfile", trusted("root"));
                    case "pkix-issuing" -> List.of("-auth_level", "1", "-CAfile", trusted("issuing"));
                    case "pkix-partial" -> List.of("-auth_level", "1", "-CAfile", trusted("issuing"), "-partial_chain");
                    case "pkix-stranger" -> List.of("-auth_level", "1", "-CAfile", trusted("stranger", "root"));
                    default -> null;
                });
    }

    /** Whether OpenSSL can be asked this at all. */
    boolean canJudge(Question question) {
        return !question.sent().isEmpty()
                && !NO_LEAF.contains(question.sent().get(0))
                && !question.sent().contains("nothing")
                && !question.sent().contains("junk")
                && options(question.policy()).isPresent();
    }

    /** A server that shows these certificates. */
    OpenSslServer server(List<String> sent, int port) {
        String leaf = sent.get(0);
        PrivateKey key = DecisionTable.key(leaf.startsWith(TAMPERED) ? leaf.substring(TAMPERED.length()) : leaf);
        return OpenSslServer.showing(
                folder.path(),
                port,
                file("certificate " + leaf, () -> pem(leaf)),
                file("key " + leaf, () -> pem("PRIVATE KEY", key.getEncoded())),
                sent.size() == 1
                        ? Optional.empty()
                        : Optional.of(file("after " + sent, () -> pem(sent.subList(1, sent.size())))));
    }

    /** The certificates that a client gets to see, in hexadecimal. */
    static List<String> received(int port) {
        String output = Command.attempt(
                        "",
                        Program.OPENSSL,
                        "s_client",
                        "-connect",
                        "127.0.0.1:" + port,
                        "-showcerts",
                        "-cipher",
                        "ALL:@SECLEVEL=0")
                .output();
        return OpenSslClient.certificates(output).stream()
                .map(OpenSslOpinion::hex)
                .toList();
    }

    /** The certificates that a client should get to see, in hexadecimal. */
    static List<String> meant(List<String> sent) {
        return sent.stream()
                .map(name -> HexFormat.of().formatHex(DecisionTable.octets(name)))
                .toList();
    }

    /** OpenSSL's verdict about the server on this port, which shows what the question says. */
    String verdict(Question question, int port) {
        List<String> usable = question.records().stream()
                // SMTP leaves out the PKIX usages (RFC 7672 section 3.1.3), which OpenSSL's caller has to do.
                .filter(record -> question.policy().startsWith("pkix") || record.usageNumber() > 1)
                .map(TlsaRecord::toString)
                .toList();
        if (usable.isEmpty()) {
            return "unusable";
        }
        // Of several names OpenSSL is asked for one after the other: the client of the program takes one.
        return question.names().stream()
                .map(name -> verdict(question, usable, name, port))
                .reduce((first, second) -> first.startsWith("yes") ? first : second)
                .orElseThrow();
    }

    private String verdict(Question question, List<String> records, String name, int port) {
        List<String> arguments = new ArrayList<>(List.of("s_client", "-brief", "-connect", "127.0.0.1:" + port));
        arguments.addAll(List.of("-no-CApath", "-no-CAstore", "-cipher", "ALL:@SECLEVEL=0", "-verify_return_error"));
        arguments.addAll(List.of("-attime", String.valueOf(question.time().getEpochSecond())));
        List<String> options = options(question.policy()).orElseThrow();
        arguments.addAll(options);
        if (!options.contains("-CAfile")) {
            arguments.add("-no-CAfile");
        }
        // By default OpenSSL asks for the name even with DANE-EE, against RFC 7671 section 5.1.
        arguments.addAll(List.of("-dane_tlsa_domain", name, "-dane_ee_no_namechecks"));
        records.forEach(record -> arguments.addAll(List.of("-dane_tlsa_rrdata", record)));
        String output = Command.attempt("", Program.OPENSSL, arguments.toArray(String[]::new))
                .output();
        if (output.contains("Failed to import any TLSA records")) {
            return "unusable";
        }
        Matcher match = MATCH.matcher(output);
        if (output.contains("Verification: OK") && match.find()) {
            return "yes " + match.group(1) + " at " + match.group(3)
                    + (match.group(2).startsWith("signed") ? " by key" : "");
        }
        if (output.contains("verify error:num=")) {
            return "no";
        }
        throw new AssertionError("openssl s_client does not judge " + question + ":\n" + output);
    }

    /** Our own verdict, in the same words. */
    static String ours(Question question) {
        return switch (question.answer().kind()) {
            case AUTHENTICATED -> {
                DaneResult.Authenticated yes = (DaneResult.Authenticated) question.answer();
                yield "yes " + numbers(yes.record()) + " at " + yes.depth() + (yes.bareKey() ? " by key" : "");
            }
            case NOT_AUTHENTICATED -> "no";
            case NO_USABLE_RECORDS -> "unusable";
        };
    }

    static String numbers(TlsaRecord record) {
        return record.usageNumber() + " " + record.selectorNumber() + " " + record.matchingTypeNumber();
    }

    private String trusted(String... names) {
        return file("trusted " + List.of(names), () -> pem(List.of(names))).toString();
    }

    private synchronized Path file(String what, Supplier<String> content) {
        return files.computeIfAbsent(what, unused -> {
            try {
                return Files.writeString(folder.path().resolve(files.size() + ".pem"), content.get());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    private static String pem(List<String> names) {
        return names.stream().map(OpenSslOpinion::pem).collect(Collectors.joining());
    }

    private static String pem(String name) {
        return pem("CERTIFICATE", DecisionTable.octets(name));
    }

    private static String pem(String label, byte[] octets) {
        return "-----BEGIN " + label + "-----\n"
                + Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                        .encodeToString(octets)
                + "\n-----END " + label + "-----\n";
    }

    private static String hex(String pem) {
        String base64 = pem.lines().filter(line -> !line.startsWith("-")).collect(Collectors.joining());
        return HexFormat.of().formatHex(Base64.getDecoder().decode(base64));
    }

    @Override
    public void close() {
        folder.close();
    }
}
