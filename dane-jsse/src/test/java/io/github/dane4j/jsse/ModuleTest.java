package io.github.dane4j.jsse;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.module.ModuleDescriptor;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ModuleTest {
    private final ModuleDescriptor module = DaneSslContext.class.getModule().getDescriptor();

    @Test
    void exportsItsOnePackageToEveryone() {
        assertThat(module.exports())
                .extracting(ModuleDescriptor.Exports::toString)
                .containsExactly("io.github.dane4j.jsse");
        assertThat(module.opens()).isEmpty();
    }

    @Test
    void needsTheCoreAndNothingElse() {
        assertThat(module.requires())
                .extracting(ModuleDescriptor.Requires::name)
                .containsExactlyInAnyOrderElementsOf(Set.of("java.base", "io.github.dane4j.core", "org.jspecify"));
    }
}
