package io.github.dane4j.mailstacks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every block of docs/mail.md stands in a test, which compiles and runs it. */
class MailDocumentTest {
    private static final Path SOURCES = Path.of("src", "test", "java", "io", "github", "dane4j", "mailstacks");

    @Test
    void everyBlockOfJavaStandsInATest() throws IOException {
        String code;
        try (Stream<Path> sources = Files.list(SOURCES)) {
            code = sources.map(MailDocument::file)
                    .map(MailDocumentTest::withoutSpace)
                    .collect(Collectors.joining("\n"));
        }
        assertThat(MailDocument.MAIL.blocks("java"))
                .hasSizeGreaterThan(10)
                .allSatisfy(block -> assertThat(code).contains(withoutSpace(block)));
    }

    private static String withoutSpace(String text) {
        return text.replaceAll("//[^\n\"]*\n", "\n").replaceAll("\\s+", "");
    }

    /** The tests take properties and XML from the document by section and number; these are all that there are. */
    @Test
    void everyOtherBlockIsOneThatATestTakes() {
        List<String> others = MailDocument.MAIL.sections().entrySet().stream()
                .flatMap(section -> section.getValue().stream()
                        .filter(block -> !block.language().equals("java"))
                        .map(block -> section.getKey() + ": " + block.language()))
                .toList();

        assertThat(others)
                .containsExactly(
                        "What you need: xml",
                        "A durable queue: sql",
                        "Jakarta Mail: properties",
                        "Jakarta Mail: properties",
                        "Spring Boot starter: xml",
                        // Read by SendingTest of dane-spring-boot-starter.
                        "Spring Boot starter: properties",
                        "Spring Boot starter: properties",
                        "Spring Boot: properties",
                        "Spring Boot: properties",
                        "Commons Email: xml",
                        "Apache James: xml",
                        "Vert.x: xml",
                        "Reading mail: properties",
                        "Servers that Java's TLS cannot handle: xml",
                        // Read by PolicyTestCommandTest.
                        "One policy for each destination: text",
                        // Read by MtaStsMailTest of dane-mta-sts.
                        "MTA-STS: properties");
    }

    /** The build resolves the dependencies as the document and the README tell to write them. */
    @ParameterizedTest
    @ValueSource(strings = {"docs/mail.md", "README.md"})
    void dependenciesAreThoseOfThisBuild(String document) {
        String pom = withoutComments(MailDocument.file(Path.of("pom.xml")));
        String parent = MailDocument.file(Path.of("..", "pom.xml"));
        List<String> dependencies = MailDocument.read(document).blocks("xml").stream()
                .filter(block -> block.startsWith("<dependency>"))
                .map(block -> block.replaceAll("\\s+", ""))
                .toList();

        assertThat(dependencies).isNotEmpty().allSatisfy(dependency -> {
            String version = dependency.replaceAll(".*?<version>(.*?)</version>.*", "$1");
            if (dependency.contains("<groupId>io.github.dane4j</groupId>")) {
                String artifact = dependency.replaceAll(".*?<artifactId>(.*?)</artifactId>.*", "$1");
                assertThat(parent).contains("<module>" + artifact + "</module>").contains("<version>" + version + "<");
            } else {
                assertThat(pom).contains(dependency.replace("</dependency>", ""));
            }
        });
    }

    private static String withoutComments(String xml) {
        return xml.replaceAll("(?s)<!--.*?-->", "").replaceAll("\\s+", "").replace("<scope>test</scope>", "");
    }
}
