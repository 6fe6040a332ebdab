package io.github.dane4j.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Parameter;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What an IDE shows is what there is. */
class MetadataTest {
    private static final String HEALTH = "management.health.dane.enabled";

    @SuppressWarnings("unchecked")
    private static List<Map<String, Object>> metadata(String member) throws IOException {
        // Jars of Spring have a file of this name, too.
        URL place = DaneProperties.class.getProtectionDomain().getCodeSource().getLocation();
        try (URLClassLoader ours = new URLClassLoader(new URL[] {place}, null);
                InputStream file = ours.getResourceAsStream("META-INF/spring-configuration-metadata.json")) {
            assertThat(file).isNotNull();
            return (List<Map<String, Object>>) Objects.requireNonNull(
                    new ObjectMapper().readValue(file, Map.class).get(member));
        }
    }

    private static Set<String> names() throws IOException {
        return metadata("properties").stream()
                .map(each -> String.valueOf(each.get("name")))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String dashed(Parameter parameter) {
        return DaneProperties.PREFIX
                + parameter.getName().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
    }

    @Test
    void everySettingIsInTheMetadataAndNoOther() throws IOException {
        Set<String> bound = Arrays.stream(DaneProperties.class.getDeclaredConstructors()[0].getParameters())
                .map(MetadataTest::dashed)
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(DaneProperties.names()).isEqualTo(bound);
        assertThat(names())
                .isEqualTo(Stream.concat(bound.stream(), Stream.of(HEALTH))
                        .collect(Collectors.toCollection(TreeSet::new)));
    }

    @Test
    void theTableOfTheDocumentHasEverySettingAndNoOther() throws IOException {
        assertThat(Pattern.compile("(?m)^\\| `([a-z.-]+)` \\|")
                        .matcher(MailDocument.section("Spring Boot starter"))
                        .results()
                        .map(row -> row.group(1)))
                .containsExactlyInAnyOrderElementsOf(names());
    }

    @Test
    void everySettingIsDescribedAndEachHintIsAValue() throws IOException {
        assertThat(metadata("properties")).allSatisfy(each -> {
            assertThat(String.valueOf(each.get("description"))).endsWith(".").hasSizeGreaterThan(20);
            assertThatCode(() -> Class.forName(String.valueOf(each.get("type")).replaceAll("<.*", "")))
                    .doesNotThrowAnyException();
        });
        for (Map<String, Object> hint : metadata("hints")) {
            MailSetting setting = Arrays.stream(MailSetting.values())
                    .filter(each -> each.setting().equals(hint.get("name")))
                    .findFirst()
                    .orElseThrow();
            assertThat((List<?>) hint.get("values")).isNotEmpty().allSatisfy(value -> {
                String word = String.valueOf(((Map<?, ?>) value).get("value"));
                assertThat(setting.value(word)).isEqualTo(word);
            });
        }
    }

    /** A property of a mail session that is text, and is not among the settings, would be one that Spring's users miss. */
    @Test
    void everyPropertyOfAMailSessionThatIsTextHasASetting() throws ReflectiveOperationException {
        Set<String> other = Set.of(
                // Made by settings of the resolver, and handed on as an object.
                "dane.nameservers",
                "dane.trustanchors",
                "dane.negativetrustanchors",
                "dane.timeout",
                "dane.resolver",
                // Objects of the application.
                "dane.keymanagers",
                "dane.tls",
                "dane.outcomes",
                "dane.sessions",
                "dane.mtastspolicies",
                // dane.policies.
                "dane.policy");
        Set<String> all = new TreeSet<>();
        for (Object each : Class.forName("io.github.dane4j.mail.DaneProperty").getEnumConstants()) {
            var key = each.getClass().getDeclaredMethod("key");
            key.setAccessible(true);
            all.add(String.valueOf(key.invoke(each)));
        }
        all.removeAll(other);

        assertThat(Arrays.stream(MailSetting.values()).map(MailSetting::property))
                .containsExactlyInAnyOrderElementsOf(all);
    }
}
