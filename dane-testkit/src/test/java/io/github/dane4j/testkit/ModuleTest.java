package io.github.dane4j.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.module.ModuleDescriptor;
import org.junit.jupiter.api.Test;

class ModuleTest {

    private final ModuleDescriptor module = DnsTree.class.getModule().getDescriptor();

    @Test
    void exportsOnePackage() {
        assertThat(module.name()).isEqualTo("io.github.dane4j.testkit");
        assertThat(module.exports())
                .extracting(ModuleDescriptor.Exports::source)
                .containsExactly("io.github.dane4j.testkit");
    }

    @Test
    void needsNoOtherModuleOfOursAndNoJunitAtRunTime() {
        assertThat(module.requires())
                .extracting(ModuleDescriptor.Requires::name)
                .noneMatch(each -> each.startsWith("io.github.dane4j"));
        assertThat(module.requires())
                .filteredOn(each -> each.name().startsWith("org.junit"))
                .singleElement()
                .satisfies(each -> assertThat(each.modifiers()).contains(ModuleDescriptor.Requires.Modifier.STATIC));
    }
}
