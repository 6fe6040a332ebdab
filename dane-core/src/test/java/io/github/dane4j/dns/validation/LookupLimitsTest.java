package io.github.dane4j.dns.validation;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.equivalentTo;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.lang.reflect.Field;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** One page has all bounds: {@link LookupLimits}. The table of limits in {@code docs/dnssec.md} names the tests that hit them. */
class LookupLimitsTest {
    private static final List<String> ROOMS = List.of(
            "io.github.dane4j.dns.lookup",
            "io.github.dane4j.dns.query",
            "io.github.dane4j.dns.transport",
            "io.github.dane4j.dns.validation");

    @Test
    void nothingThatIsNamedLikeABoundIsElsewhere() {
        fields().that()
                .areStatic()
                .and()
                .areDeclaredInClassesThat(not(equivalentTo(LookupLimits.class)))
                .should()
                .haveNameNotMatching("(MAX|MIN|LEAST|MOST|LIMIT)_.*|.*_(MAX|MIN|LIMIT)|MAX|MIN|LIMIT")
                .check(new ClassFileImporter()
                        .withImportOption(new ImportOption.DoNotIncludeTests())
                        .importPackages(ROOMS));
    }

    /** They bound something: none is zero or unlimited. */
    @Test
    void boundsAreFinite() throws IllegalAccessException {
        List<Field> numbers = Arrays.stream(LookupLimits.class.getFields())
                .filter(field -> field.getType().isPrimitive())
                .toList();
        assertThat(numbers).hasSizeGreaterThan(15);
        for (Field number : numbers) {
            assertThat(((Number) number.get(null)).longValue())
                    .as(number.getName())
                    .isBetween(1L, 1L << 25);
        }
    }
}
