package io.github.dane4j.verify;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dane4j.testkit.KeyAlgorithm;
import io.github.dane4j.testkit.TestCertificate;
import io.github.dane4j.tlsa.CertificateUsage;
import io.github.dane4j.tlsa.TlsaRecord;
import io.github.dane4j.verify.MatrixOracle.Condition;
import io.github.dane4j.verify.MatrixOracle.Position;
import java.security.KeyPair;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/**
 * Every usage, selector and matching type, for every place on the path, with one thing wrong at a time, for every kind of
 * key: {@code matrix.txt} beside this class. A failure names the lines.
 */
class MatrixTest {
    private static final Pattern DEPTH = Pattern.compile("the certificate at depth (\\d+)");

    static final List<String> KEYS = MatrixOracle.KEYS;

    private static List<String> table() {
        return Stored.text("matrix.txt")
                .lines()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .toList();
    }

    /** Complete, nothing twice, and each expectation is what the rules say. */
    @Test
    void theTableIsTheWholeProduct() {
        assertThat(table()).isEqualTo(MatrixOracle.lines()).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @FieldSource("KEYS")
    void decides(String keys) {
        Scenes scenes = new Scenes(keys);
        List<String> wrong = new ArrayList<>();
        int cases = 0;
        for (String line : table()) {
            String[] fields =
                    Stream.of(line.split("\\|", -1)).map(String::strip).toArray(String[]::new);
            if (fields[3].equals(keys)) {
                cases++;
                String verdict = verdict(scenes.of(condition(fields[2])), fields[0], position(fields[1]));
                if (!verdict.equals(fields[4])) {
                    wrong.add(line + ", but was " + verdict);
                }
            }
        }

        assertThat(wrong).isEmpty();
        assertThat(cases).isEqualTo(MatrixOracle.lines().size() / KEYS.size());
    }

    private static Condition condition(String word) {
        return Stream.of(Condition.values())
                .filter(condition -> condition.word().equals(word))
                .findFirst()
                .orElseThrow();
    }

    private static Position position(String word) {
        return Stream.of(Position.values())
                .filter(position -> position.word().equals(word))
                .findFirst()
                .orElseThrow();
    }

    private static String verdict(Scene scene, String parameters, Position position) {
        String[] numbers = parameters.split(" ", -1);
        TlsaRecord record = TlsaRecord.parse(scene.whose(position)
                .tlsa(Integer.parseInt(numbers[0]), Integer.parseInt(numbers[1]), Integer.parseInt(numbers[2])));
        PresentedChain sent = position == Position.ROOT_NOT_SENT ? scene.withoutRoot() : scene.withRoot();
        DaneResult result = scene.verifier().verify(List.of(record), sent, Chains.MX, Chains.NOW);
        return switch (result.kind()) {
            case AUTHENTICATED -> {
                DaneResult.Authenticated yes = (DaneResult.Authenticated) result;
                yield "yes " + yes.depth() + (yes.bareKey() ? " by-key" : "");
            }
            case NOT_AUTHENTICATED -> {
                RecordFinding finding =
                        ((DaneResult.NotAuthenticated) result).findings().get(0);
                Matcher depth = DEPTH.matcher(finding.detail());
                yield "no " + (depth.find() ? depth.group(1) : "-") + " "
                        + finding.reason().word();
            }
            case NO_USABLE_RECORDS -> "unusable";
        };
    }

    /** Three certificates, and a fourth that has nothing to do with them. */
    private record Scene(
            TestCertificate leaf,
            TestCertificate intermediate,
            TestCertificate root,
            TestCertificate stranger,
            PresentedChain withRoot,
            PresentedChain withoutRoot,
            DaneVerifier verifier) {

        TestCertificate whose(Position position) {
            return switch (position) {
                case LEAF -> leaf;
                case INTERMEDIATE -> intermediate;
                case ROOT_SENT, ROOT_NOT_SENT -> root;
                case UNRELATED -> stranger;
            };
        }
    }

    /** The scenes of one kind of key. The same few keys serve all of them: making one takes longer than a scene. */
    private static final class Scenes {
        private final Map<Condition, Scene> scenes = new EnumMap<>(Condition.class);
        private final KeyAlgorithm algorithm;
        private final KeyPair leafKeys;
        private final KeyPair intermediateKeys;
        private final KeyPair rootKeys;
        private final KeyPair forgersKeys;
        private final KeyPair strangersKeys;

        Scenes(String keys) {
            this.algorithm = switch (keys) {
                case "RSA" -> KeyAlgorithm.RSA_2048;
                case "EC" -> KeyAlgorithm.EC_P256;
                default -> KeyAlgorithm.ED25519;
            };
            this.leafKeys = algorithm.generate();
            this.intermediateKeys = algorithm.generate();
            this.rootKeys = algorithm.generate();
            this.forgersKeys = algorithm.generate();
            this.strangersKeys = algorithm.generate();
        }

        Scene of(Condition condition) {
            return scenes.computeIfAbsent(condition, this::make);
        }

        private Scene make(Condition condition) {
            TestCertificate root =
                    dated(authority("Root", rootKeys), condition, 2).build();
            TestCertificate fakeRoot = authority("Root", forgersKeys).build();
            TestCertificate.Builder sub = condition == Condition.INTERMEDIATE_IS_NO_CA
                    ? TestCertificate.builder().subject("CN=Issuing").keyPair(intermediateKeys)
                    : authority("Issuing", intermediateKeys);
            if (condition == Condition.INTERMEDIATE_FOR_MAIL) {
                sub.extendedKeyUsage("1.3.6.1.5.5.7.3.4");
            }
            TestCertificate intermediate = dated(sub, condition, 1)
                    .issuedBy(condition == Condition.INTERMEDIATE_FORGED ? fakeRoot : root)
                    .build();
            TestCertificate fakeIntermediate = authority("Issuing", forgersKeys).build();
            TestCertificate.Builder server = TestCertificate.builder()
                    .keyPair(leafKeys)
                    .dnsNames(condition == Condition.LEAF_OF_ANOTHER_NAME ? "www.example.org" : "mx.example.org");
            if (condition == Condition.LEAF_FOR_CLIENTS) {
                server.extendedKeyUsage("1.3.6.1.5.5.7.3.2");
            }
            TestCertificate leaf = dated(server, condition, 0)
                    .issuedBy(condition == Condition.LEAF_FORGED ? fakeIntermediate : intermediate)
                    .build();
            return new Scene(
                    leaf,
                    intermediate,
                    root,
                    authority("Stranger", strangersKeys).build(),
                    Chains.sent(leaf, intermediate, root),
                    Chains.sent(leaf, intermediate),
                    DaneVerifier.builder()
                            .usages(EnumSet.allOf(CertificateUsage.class))
                            .trustAnchors(List.of(root.certificate()))
                            .build());
        }

        private TestCertificate.Builder authority(String name, KeyPair keys) {
            return TestCertificate.builder()
                    .subject("CN=" + name)
                    .keyAlgorithm(algorithm)
                    .keyPair(keys)
                    .certificateAuthority();
        }

        private static TestCertificate.Builder dated(TestCertificate.Builder builder, Condition condition, int depth) {
            Optional<Instant> from = switch (condition) {
                case LEAF_EXPIRED, INTERMEDIATE_EXPIRED, ROOT_EXPIRED -> Optional.of(Chains.inDays(-20));
                case LEAF_NOT_YET_VALID, INTERMEDIATE_NOT_YET_VALID, ROOT_NOT_YET_VALID ->
                    Optional.of(Chains.inDays(10));
                default -> Optional.empty();
            };
            return from.isPresent() && condition.depth == depth
                    ? builder.notBefore(from.get()).notAfter(from.get().plusSeconds(10 * 86400))
                    : builder;
        }
    }
}
