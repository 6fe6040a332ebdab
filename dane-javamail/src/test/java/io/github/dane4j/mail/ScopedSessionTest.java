package io.github.dane4j.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.mail.Session;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class ScopedSessionTest {
    private final Session session = ScopedSession.instance();

    private static Properties properties(String value) {
        Properties properties = new Properties();
        properties.setProperty("key", value);
        return properties;
    }

    @Test
    void propertiesAreThoseOfTheInnermostScope() {
        ScopedSession.Scope outer = ScopedSession.open(properties("outer"));
        ScopedSession.Scope inner = ScopedSession.open(properties("inner"));
        assertThat(session.getProperty("key")).isEqualTo("inner");
        inner.close();
        assertThat(session.getProperty("key")).isEqualTo("outer");
        assertThat(session.getProperties().getProperty("other", "none")).isEqualTo("none");
        assertThat(session.getProperties().stringPropertyNames()).containsExactly("key");
        outer.close();
        assertThat(session.getProperty("key")).isNull();
    }

    @Test
    void otherThreadsSeeNothingOfIt() {
        ScopedSession.Scope scope = ScopedSession.open(properties("mine"));
        try {
            assertThat(CompletableFuture.supplyAsync(() -> "" + session.getProperty("key"))
                            .join())
                    .isEqualTo("null");
        } finally {
            scope.close();
        }
    }

    @Test
    void layerOverThePropertiesOfAScopeDoesNotChangeWithTheScope() {
        ScopedSession.Scope outer = ScopedSession.open(properties("outer"));
        Properties layered = LayeredProperties.over(ScopedSession.propertiesOf(session))
                .with("more", "inner")
                .build();
        ScopedSession.Scope inner = ScopedSession.open(layered);

        assertThat(session.getProperty("key")).isEqualTo("outer");
        assertThat(session.getProperty("more")).isEqualTo("inner");

        inner.close();
        outer.close();
    }

    @Test
    void nothingIsEverKeptInIt() {
        assertThatThrownBy(() -> session.getProperties().setProperty("key", "value"))
                .isInstanceOf(UnsupportedOperationException.class);
    }
}
