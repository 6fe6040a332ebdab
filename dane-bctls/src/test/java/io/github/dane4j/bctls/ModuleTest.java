package io.github.dane4j.bctls;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.module.ModuleDescriptor;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ModuleTest {
    private final ModuleDescriptor module = BouncyCastleTls.class.getModule().getDescriptor();

    @Test
    void exportsItsOnePackageToEveryone() {
        assertThat(module.exports())
                .extracting(ModuleDescriptor.Exports::toString)
                .containsExactly("io.github.dane4j.bctls");
        assertThat(module.opens()).isEmpty();
        assertThat(module.provides()).isEmpty();
    }

    @Test
    void needsOurJsseAndBouncyCastle() {
        assertThat(module.requires())
                .extracting(ModuleDescriptor.Requires::name)
                .containsExactlyInAnyOrderElementsOf(Set.of(
                        "java.base",
                        "io.github.dane4j.jsse",
                        "org.bouncycastle.provider",
                        "org.bouncycastle.tls",
                        "org.jspecify"));
    }
}
