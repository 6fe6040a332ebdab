package io.github.dane4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dane4j.testkit.DnsTree;
import io.github.dane4j.testkit.TestNetwork;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The zip that people install, unpacked and run. */
class DistributionIT {
    @TempDir
    static Path machine;

    private static Path zip = Path.of("");
    private static Path home = Path.of("");

    @RegisterExtension
    final TestNetwork network = new TestNetwork();

    @BeforeAll
    static void unpack() throws IOException {
        try (Stream<Path> built = Files.list(Path.of("target"))) {
            zip = built.filter(each -> each.toString().endsWith(".zip"))
                    .findFirst()
                    .orElseThrow();
        }
        Path folder = Files.createDirectories(machine.resolve("opt"));
        try (FileSystem files = FileSystems.newFileSystem(zip, Map.of("enablePosixFileAttributes", true))) {
            Path top = files.getPath("/");
            try (Stream<Path> all = Files.walk(top)) {
                for (Path each : all.filter(path -> path.getNameCount() > 0).toList()) {
                    Path target = folder.resolve(top.relativize(each).toString());
                    if (Files.isDirectory(each)) {
                        Files.createDirectories(target);
                    } else {
                        Files.copy(each, target);
                        Files.setPosixFilePermissions(target, Files.getPosixFilePermissions(each));
                    }
                }
            }
        }
        home = folder.resolve(zip.getFileName().toString().replace(".zip", ""));
    }

    private static Dane run(Map<String, String> environment, String... command)
            throws IOException, InterruptedException {
        Path out = Files.createTempFile(machine, "out", "");
        Path err = Files.createTempFile(machine, "err", "");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().putAll(environment);
        Process process = builder.start();
        process.getOutputStream().close();
        assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
        return new Dane(
                process.exitValue(),
                Files.readString(out, StandardCharsets.UTF_8),
                Files.readString(err, StandardCharsets.UTF_8));
    }

    private static Dane dane(String... args) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(home.resolve("bin/dane").toString()));
        command.addAll(List.of(args));
        return run(Map.of(), command.toArray(String[]::new));
    }

    @Test
    void versionThroughSymbolicLinks() throws Exception {
        Path bin = Files.createDirectories(machine.resolve("usr/local/bin"));
        Path link = Files.createSymbolicLink(machine.resolve("usr/local/dane-link"), home.resolve("bin/dane"));
        Path relative = Files.createSymbolicLink(bin.resolve("dane"), Path.of("../dane-link"));
        String version = zip.getFileName().toString().replaceAll("^dane-|\\.zip$", "");

        for (Path each : List.of(home.resolve("bin/dane"), link, relative)) {
            Dane dane = run(Map.of(), each.toString(), "--version");
            assertThat(dane.status()).as(dane.err()).isZero();
            assertThat(dane.out()).startsWith("dane " + version + "\nJava " + System.getProperty("java.version"));
            assertThat(dane.err()).isEmpty();
        }
    }

    @Test
    void archiveOfClassesIsMadeOnceAndUsed() throws Exception {
        Path archive = archive();
        assertThat(archive).isNotEmptyFile();
        FileTime made = Files.getLastModifiedTime(archive);

        // The JVM itself says so, where it is told to refuse anything else.
        Dane dane = run(
                Map.of(
                        "JAVA_TOOL_OPTIONS",
                        "-Xshare:on -XX:+UseSerialGC -XX:SharedArchiveFile=" + archive + " -Xlog:class+load"),
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                home.resolve("dane.jar").toString(),
                "io.github.dane4j.cli.DaneCommand",
                "--version");
        assertThat(dane.out()).containsPattern("io.github.dane4j.cli.DaneCommand source: shared objects file");
        assertThat(dane("--help").status()).isZero();
        assertThat(Files.getLastModifiedTime(archive)).isEqualTo(made);
    }

    private static Path archive() throws IOException, InterruptedException {
        assertThat(dane("--help").status()).isZero();
        return archive(home);
    }

    private static Path archive(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> archives =
                    files.filter(each -> each.toString().endsWith(".jsa")).toList();
            assertThat(archives).hasSize(1);
            return archives.get(0);
        }
    }

    /** In a folder with a blank in its name, as on many a machine; an archive that could not be made is an empty file. */
    @Test
    void runsWithoutArchiveAndWithABlank() throws Exception {
        Path copy = Files.createDirectories(machine.resolve("my programs").resolve("dane"));
        for (String folder : List.of("bin", "lib")) {
            Files.createDirectories(copy.resolve(folder));
            try (Stream<Path> files = Files.list(home.resolve(folder))) {
                for (Path each : files.toList()) {
                    Files.copy(
                            each, copy.resolve(folder).resolve(each.getFileName()), StandardCopyOption.COPY_ATTRIBUTES);
                }
            }
        }
        Files.copy(home.resolve("dane.jar"), copy.resolve("dane.jar"), StandardCopyOption.COPY_ATTRIBUTES);
        assertThat(run(Map.of(), copy.resolve("bin/dane").toString(), "--help").status())
                .isZero();
        Path archive = archive(copy);
        Files.write(archive, new byte[0]);

        Dane dane = run(Map.of(), copy.resolve("bin/dane").toString(), "check", "no mail domain");

        assertThat(dane.err()).startsWith("\"no mail domain\" is not a DNS name");
        assertThat(dane.status()).isEqualTo(2);
        assertThat(archive).isEmptyFile();

        // An upgrade in place: the jars of all versions have one time.
        Path jar = copy.resolve("dane.jar");
        FileTime time = Files.getLastModifiedTime(jar);
        try (FileSystem content = FileSystems.newFileSystem(jar)) {
            Files.writeString(content.getPath("upgraded"), "yes");
        }
        Files.setLastModifiedTime(jar, time);
        assertThat(run(Map.of(), copy.resolve("bin/dane").toString(), "--help").status())
                .isZero();
        assertThat(archive(copy)).isNotEqualTo(archive);
    }

    @Test
    void lookup() throws Exception {
        DnsTree tree = network.start(DnsTree.builder().zone("example.test", zone -> zone.record("@ MX 10 mx")));
        Path anchors = Files.writeString(machine.resolve("root.key"), tree.trustAnchors());

        Dane dane = dane(
                "lookup",
                "example.test",
                "MX",
                "--nameserver",
                "127.0.0.1:" + tree.address().getPort(),
                "--trust-anchor",
                anchors.toString());

        assertThat(dane.status()).as(dane.err()).isZero();
        assertThat(dane.out()).contains("secure", "10 mx.example.test");
    }

    @Test
    void withoutJavaItSaysWhatIsMissing() throws Exception {
        Dane dane = run(
                Map.of("JAVA_HOME", "/nonexistent"), home.resolve("bin/dane").toString(), "--version");

        assertThat(dane.status()).isEqualTo(2);
        assertThat(dane.err().lines()).singleElement().asString().contains("found no Java. Install Java 17 or newer");
    }

    /** An older Java would end in a stack trace about class files. */
    @ParameterizedTest
    @ValueSource(strings = {"11.0.2+9", "1.8.0_392-b08", "9"})
    void oldJavaIsNamed(String version) throws Exception {
        Path jdk = Files.createDirectories(machine.resolve("jdk-" + version));
        Files.writeString(jdk.resolve("release"), "IMPLEMENTOR=\"x\"\nJAVA_RUNTIME_VERSION=\"" + version + "\"\n");
        Path java =
                Files.writeString(Files.createDirectories(jdk.resolve("bin")).resolve("java"), "#!/bin/sh\nexit 1\n");
        assertThat(java.toFile().setExecutable(true)).isTrue();

        Dane dane = run(
                Map.of("JAVA_HOME", jdk.toString()), home.resolve("bin/dane").toString(), "--version");

        assertThat(dane.status()).isEqualTo(2);
        assertThat(dane.err().lines())
                .singleElement()
                .asString()
                .contains("needs Java 17 or newer, found " + version + " at");
    }

    @Test
    void bashCompletesCommandsOptionsAndValues() throws Exception {
        assertThat(completed("dane", "ch")).containsExactly("check");
        assertThat(completed("dane", "check", "--sta")).containsExactly("--starttls");
        assertThat(completed("dane", "check", "--starttls", "xm")).containsExactly("xmpp", "xmpp-server");
        assertThat(completed("dane", "inbound", "p")).containsExactly("plan", "publish");
        assertThat(completed("dane", "tr")).isEmpty();
    }

    private static List<String> completed(String... words) throws IOException, InterruptedException {
        Path script = home.resolve("share/bash-completion/completions/dane");
        String quoted = "'" + String.join("' '", words) + "'";
        Dane bash = run(
                Map.of(),
                "bash",
                "--norc",
                "-c",
                // Outside of a completion there is nothing to set options of.
                "compopt() { :; }; . \"$1\"; COMP_WORDS=(" + quoted + "); COMP_CWORD=" + (words.length - 1)
                        + "; _complete_dane; printf '%s\\n' \"${COMPREPLY[@]}\"; complete -p dane",
                "bash",
                script.toString());
        assertThat(bash.out()).as(bash.err()).endsWith("-F _complete_dane dane\n");
        return bash.out()
                .lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("complete "))
                .toList();
    }

    @Test
    void everyLibraryOfTheJarIsThereAndNoOther() throws Exception {
        Set<String> named = new HashSet<>();
        try (JarFile jar = new JarFile(home.resolve("dane.jar").toFile())) {
            named.addAll(List.of(
                    jar.getManifest().getMainAttributes().getValue("Class-Path").split(" ", -1)));
        }
        Set<String> there = new HashSet<>();
        try (Stream<Path> files = Files.list(home.resolve("lib"))) {
            files.forEach(each -> there.add("lib/" + each.getFileName()));
        }

        assertThat(there).isEqualTo(named).hasSizeGreaterThan(10);
        assertThat(home.resolve("LICENSE")).isNotEmptyFile();
        assertThat(home.resolve("hooks/dane-deploy")).isExecutable();
        assertThat(home.resolve("share/man/man1/dane-check.1")).isNotEmptyFile();
        assertThat(Files.getPosixFilePermissions(home.resolve("dane.jar")))
                .doesNotContain(PosixFilePermission.OWNER_EXECUTE, PosixFilePermission.OTHERS_WRITE);
    }

    /** What two builds of one state need to be one zip. */
    @Test
    void zipTellsNeitherWhenNorWhereItWasBuilt() throws Exception {
        try (ZipFile file = new ZipFile(zip.toFile())) {
            assertThat(file.stream().map(ZipEntry::getTimeLocal).distinct()).hasSize(1);
        }
        String checkout = Path.of("..").toRealPath().toString();
        for (String each : List.of("bin/dane", "Containerfile", "share/fish/vendor_completions.d/dane.fish")) {
            assertThat(Files.readString(home.resolve(each))).doesNotContain(checkout);
        }
    }

    /** No container daemon runs in tests; so at least each path is there, and the last user is not root. */
    @Test
    void containerFileFitsTheZip() throws Exception {
        List<String> lines = Files.readAllLines(home.resolve("Containerfile")).stream()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .toList();

        assertThat(lines.stream().map(line -> line.split(" ", 2)[0]))
                .containsExactly("FROM", "COPY", "RUN", "USER", "ENTRYPOINT");
        assertThat(lines.get(0)).matches("FROM docker\\.io/library/eclipse-temurin:(1[7-9]|[2-9][0-9])-jre");
        assertThat(lines.get(1)).isEqualTo("COPY . /opt/dane/");
        assertThat(lines.get(3)).matches("USER [1-9][0-9]*:[1-9][0-9]*");
        assertThat(lines.get(4)).isEqualTo("ENTRYPOINT [\"/opt/dane/bin/dane\"]");
        assertThat(home.resolve("bin/dane")).isExecutable();
        assertThat(lines.get(2)).isEqualTo("RUN [\"/opt/dane/bin/dane\", \"--version\"]");
    }
}
