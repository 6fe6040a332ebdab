package io.github.dane4j.dns;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.InetSocketAddress;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
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
