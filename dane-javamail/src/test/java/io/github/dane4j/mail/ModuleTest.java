package io.github.dane4j.mail;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.module.ModuleDescriptor;
import org.junit.jupiter.api.Test;

class ModuleTest {
    private final ModuleDescriptor module = SMTPTransport.class.getModule().getDescriptor();

    @Test
    void exportsOnePackageToEverybody() {
        assertThat(module.name()).isEqualTo("io.github.dane4j.mail");
        assertThat(module.exports()).singleElement().satisfies(exported -> {
            assertThat(exported.source()).isEqualTo("io.github.dane4j.mail");
            assertThat(exported.isQualified()).isFalse();
        });
        assertThat(module.opens()).isEmpty();
    }

    @Test
    void providesTransportsAndStoresToJakartaMail() {
        assertThat(module.provides())
                .singleElement()
                .satisfies(provided -> assertThat(provided.providers())
                        .containsExactlyInAnyOrder(
                                "io.github.dane4j.mail.DaneProviders$Smtp",
                                "io.github.dane4j.mail.DaneProviders$Smtps",
                                "io.github.dane4j.mail.DaneProviders$Mx",
                                "io.github.dane4j.mail.DaneProviders$Imap",
                                "io.github.dane4j.mail.DaneProviders$Imaps",
                                "io.github.dane4j.mail.DaneProviders$Pop3",
                                "io.github.dane4j.mail.DaneProviders$Pop3s"));
    }
}
