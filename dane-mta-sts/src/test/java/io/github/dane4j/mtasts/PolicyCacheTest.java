package io.github.dane4j.mtasts;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dane4j.DomainName;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The folder of policies, and what is kept in memory beside it. */
class PolicyCacheTest {
    private static final DomainName DOMAIN = DomainName.of("example.org");
    private static final Instant START = Instant.parse("2026-11-27T10:00:00Z");

    @TempDir
    Path folder;

    private static byte[] text(String mode, Duration maxAge) {
        return ("version: STSv1\nmode: " + mode + "\nmx: mx.example.org\nmax_age: " + maxAge.toSeconds() + "\n")
                .getBytes(StandardCharsets.UTF_8);
    }

    private static void write(PolicyCache cache, DomainName domain, Instant fetched, Duration maxAge) throws Exception {
        byte[] text = text("enforce", maxAge);
        cache.write(domain, new PolicyCache.Entry("a1", fetched, StsPolicy.parse(text)), text);
    }

    private static DomainName numbered(int i) {
        return DomainName.of("d" + i + ".example");
    }

    private String[] files() {
        return folder.toFile().list();
    }

    @ParameterizedTest
    @ValueSource(strings = {"aux", "con.example.org", "com1.example"})
    @DisplayName("no file has the name of a device of Windows, and the longest name fits into a file name")
    void fileNames(String domain) throws Exception {
        PolicyCache cache = new PolicyCache(folder);
        DomainName longest = DomainName.of("a.".repeat(121) + "ab");
        for (DomainName each : List.of(DomainName.of(domain), longest)) {
            write(cache, each, START, Duration.ofDays(7));
            assertThat(new PolicyCache(folder).read(each).map(PolicyCache.Entry::id))
                    .contains("a1");
        }

        assertThat(files()).hasSize(2).allMatch(name -> name.startsWith("_") && name.length() < 255);
    }

    @Test
    @DisplayName(
            "a policy is read and parsed once while its file is the same, and again when another process has replaced it")
    void parsedOnce() throws Exception {
        write(new PolicyCache(folder), DOMAIN, START, Duration.ofDays(7));
        PolicyCache cache = new PolicyCache(folder);
        PolicyCache.Entry first = cache.read(DOMAIN).orElseThrow();

        assertThat(cache.read(DOMAIN).orElseThrow()).isSameAs(first);

        write(new PolicyCache(folder), DOMAIN, START.plusSeconds(1), Duration.ofDays(8));
        assertThat(cache.read(DOMAIN).orElseThrow().policy().maxAge()).isEqualTo(Duration.ofDays(8));
        Files.delete(folder.resolve("_example.org.mta-sts"));
        assertThat(cache.read(DOMAIN)).isEmpty();
    }

    @Test
    @DisplayName("a file that is damaged while its policy is in memory does not take that away")
    void damagedUnderWay() throws Exception {
        PolicyCache cache = new PolicyCache(folder);
        write(cache, DOMAIN, START, Duration.ofDays(7));
        Files.writeString(folder.resolve("_example.org.mta-sts"), "damaged");

        assertThat(cache.read(DOMAIN).orElseThrow().id()).isEqualTo("a1");
    }

    @Test
    @DisplayName("the sweep removes expired policies, and damaged files, but none that is in force or that is not ours")
    void expiredPoliciesGo() throws Exception {
        PolicyCache before = new PolicyCache(folder);
        write(before, numbered(1), START, Duration.ofDays(2));
        write(before, numbered(2), START, Duration.ofDays(30));
        Files.writeString(folder.resolve("notes.txt"), "ours");
        Path damaged = Files.writeString(folder.resolve("_d3.example.mta-sts"), "damaged");
        Files.setLastModifiedTime(damaged, FileTime.from(START));

        write(before, numbered(4), START.plus(Duration.ofMinutes(59)), Duration.ofDays(30));
        assertThat(files()).hasSize(5);
        write(before, numbered(5), START.plus(Duration.ofDays(2)), Duration.ofDays(30));

        assertThat(files())
                .containsExactlyInAnyOrder(
                        "_d2.example.mta-sts", "_d4.example.mta-sts", "_d5.example.mta-sts", "notes.txt");
    }

    @Test
    @DisplayName("a domain that makes up names cannot fill the disk: the policies that were fetched longest ago go")
    void boundedInNumber() throws Exception {
        PolicyCache cache = new PolicyCache(new PolicyFolder(folder, 20, Long.MAX_VALUE));

        for (int i = 0; i < 100; i++) {
            write(cache, numbered(i), START.plusSeconds(i), Duration.ofDays(30));
            assertThat(files()).hasSizeLessThanOrEqualTo(20);
        }

        assertThat(List.of(files())).contains("_d99.example.mta-sts", "_d82.example.mta-sts");
        // What is removed does not live on in memory.
        assertThat(cache.read(numbered(0))).isEmpty();
    }

    @Test
    @DisplayName("the folder is bounded in bytes too")
    void boundedInBytes() throws Exception {
        PolicyCache cache = new PolicyCache(new PolicyFolder(folder, Integer.MAX_VALUE, 2000));

        for (int i = 0; i < 100; i++) {
            write(cache, numbered(i), START.plusSeconds(i), Duration.ofDays(30));
        }

        long bytes = 0;
        for (String each : files()) {
            bytes += Files.size(folder.resolve(each));
        }
        assertThat(bytes).isBetween(1000L, 2000L);
        assertThat(files()).contains("_d99.example.mta-sts");
    }

    @Test
    @DisplayName("the memory is bounded: policies of 64 KiB by the hundred do not fill it")
    void memoryIsBounded() throws Exception {
        StringBuilder big = new StringBuilder("version: STSv1\nmode: enforce\nmax_age: 86400\n");
        for (int i = 0; big.length() < StsPolicy.MAX_BYTES - 20; i++) {
            big.append("mx: a").append(i).append('\n');
        }
        StsPolicy policy = StsPolicy.parse(big.toString().getBytes(StandardCharsets.UTF_8));
        PolicyMemory.Held held = new PolicyMemory.Held(new PolicyCache.Entry("a1", START, policy), Optional.empty());
        PolicyMemory memory = new PolicyMemory();

        for (int i = 0; i < 200; i++) {
            memory.put(numbered(i), held);
        }

        long kept = IntStream.range(0, 200)
                .filter(i -> memory.get(numbered(i)).isPresent())
                .count();
        assertThat(kept).isBetween(1L, (32L << 20) / held.bytes());
        assertThat(memory.get(numbered(199))).isPresent();
    }

    @Test
    @DisplayName("section 4.1: a policy of thousands of patterns matches as one of few")
    void manyPatterns() throws Exception {
        StringBuilder big = new StringBuilder("version: STSv1\nmode: enforce\nmax_age: 86400\nmx: *.example.org\n");
        for (int i = 0; i < 5000; i++) {
            big.append("mx: a").append(i).append(".b\n");
        }
        StsPolicy policy = StsPolicy.parse(big.toString().getBytes(StandardCharsets.UTF_8));

        assertThat(policy.allows(DomainName.of("mx.example.org"))).isTrue();
        assertThat(policy.allows(DomainName.of("a4999.b"))).isTrue();
        assertThat(policy.allows(DomainName.of("example.org"))).isFalse();
        assertThat(policy.allows(DomainName.of("a.mx.example.org"))).isFalse();
        assertThat(policy.allows(DomainName.of("x.a1.b"))).isFalse();
        assertThat(policy).isEqualTo(StsPolicy.parse(big.toString().getBytes(StandardCharsets.UTF_8)));
    }
}
