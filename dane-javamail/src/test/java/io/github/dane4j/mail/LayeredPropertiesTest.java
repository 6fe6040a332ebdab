package io.github.dane4j.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Properties;
import org.junit.jupiter.api.Test;

class LayeredPropertiesTest {
    private final Properties below = new Properties(new Properties());

    private final Object object = new Object();

    private LayeredProperties layered() {
        below.setProperty("kept", "below");
        below.setProperty("replaced", "below");
        below.setProperty("hidden", "below");
        below.put("object", object);
        return LayeredProperties.over(below)
                .with("replaced", "above")
                .with("number", 5)
                .without("hidden", "never")
                .build();
    }

    @Test
    void whatIsNeitherReplacedNorHiddenShowsThrough() {
        LayeredProperties layered = layered();

        assertThat(layered.getProperty("kept")).isEqualTo("below");
        assertThat(layered.get("object")).isSameAs(object);
        below.setProperty("later", "below");
        assertThat(layered.getProperty("later")).isEqualTo("below");
    }

    @Test
    void defaultsOfTheApplicationShowThroughToo() {
        Properties defaults = new Properties();
        defaults.setProperty("default", "deep");
        defaults.setProperty("hidden", "deep");

        LayeredProperties layered = LayeredProperties.over(new Properties(defaults))
                .without("hidden")
                .build();

        assertThat(layered.getProperty("default")).isEqualTo("deep");
        assertThat(layered.getProperty("hidden")).isNull();
        assertThat(layered.stringPropertyNames()).containsExactly("default");
    }

    @Test
    void replacedAndHiddenValuesAreSeenByNoWayOfReading() {
        LayeredProperties layered = layered();

        assertThat(layered.getProperty("replaced")).isEqualTo("above");
        assertThat(layered.get("replaced")).isEqualTo("above");
        assertThat(layered.getProperty("hidden")).isNull();
        assertThat(layered.getProperty("hidden", "otherwise")).isEqualTo("otherwise");
        assertThat(layered.getProperty("replaced", "otherwise")).isEqualTo("above");
        assertThat(layered.get("hidden")).isNull();
        assertThat(layered.get("number")).isEqualTo(5);
        assertThat(layered.getProperty("number")).isNull();
        assertThat(layered.stringPropertyNames()).containsExactlyInAnyOrder("kept", "replaced");
    }

    @Test
    void whatLiesBelowIsNotChanged() {
        LayeredProperties layered = layered();

        assertThatThrownBy(() -> layered.setProperty("kept", "above"))
                .isInstanceOf(UnsupportedOperationException.class);
        assertThat(below.getProperty("replaced")).isEqualTo("below");
        assertThat(below.getProperty("hidden")).isEqualTo("below");
    }
}
