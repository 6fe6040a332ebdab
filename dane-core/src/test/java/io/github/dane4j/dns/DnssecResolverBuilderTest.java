package io.github.dane4j.dns;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.InetSocketAddress;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DnssecResolverBuilderTest {
    private final DnssecResolver.Builder builder = DnssecResolver.builder();

    @ParameterizedTest
    @ValueSource(strings = {"PT0S", "PT-1S", "PT5M0.001S"})
    void timeoutOutOfRangeIsRefused(Duration timeout) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.timeout(timeout))
                .withMessageContaining(timeout.toString());
    }

    @Test
    void longestTimeoutIsFiveMinutes() {
        assertThatCode(() -> builder.timeout(Duration.ofMinutes(5))).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource({
        "PT0S, P1D, true",
        "PT5M, PT5M, true",
        "PT5M0.001S, P1D, false",
        "PT0S, P1DT0.001S, false",
        "PT-0.001S, P1D, false",
        "PT2S, PT1S, false"
    })
    void answersAreUsedForFiveMinutesAtLeastAndADayAtMost(Duration min, Duration max, boolean allowed) {
        if (allowed) {
            assertThatCode(() -> builder.cacheTtl(min, max)).doesNotThrowAnyException();
        } else {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> builder.cacheTtl(min, max))
                    .withMessageContaining(min + " and " + max);
        }
    }

    /** RFC 2308 section 7.1. */
    @ParameterizedTest
    @CsvSource({"PT0S, true", "PT5M, true", "PT5M0.001S, false", "PT-0.001S, false"})
    void rfc2308s7_1_failureIsRememberedForFiveMinutesAtMost(Duration ttl, boolean allowed) {
        if (allowed) {
            assertThatCode(() -> builder.failureTtl(ttl)).doesNotThrowAnyException();
        } else {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> builder.failureTtl(ttl))
                    .withMessageContaining(ttl.toString());
        }
    }

    @Test
    void emptyListOfNameServersIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(builder::nameServers);
    }

    @Test
    void nameServerWithoutAddressIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.nameServers(InetSocketAddress.createUnresolved("ns.example.test", 53)))
                .withMessageContaining("ns.example.test");
    }

    @Test
    void defaultsAreEnoughForAResolver() {
        assertThatCode(() -> DnssecResolver.create().close()).doesNotThrowAnyException();
    }
}
