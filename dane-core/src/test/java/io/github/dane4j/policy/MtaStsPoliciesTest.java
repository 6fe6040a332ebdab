package io.github.dane4j.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dane4j.Reason;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MtaStsPoliciesTest {
    @ParameterizedTest
    @EnumSource(Reason.class)
    @DisplayName("a policy fails for the reasons of RFC 8460 section 4.3.2.2, and for no other")
    void reasonsOfAFailure(Reason reason) {
        switch (reason) {
            case MTA_STS_NOT_FETCHED, MTA_STS_POLICY_INVALID, MTA_STS_SERVER_NOT_AUTHENTICATED ->
                assertThat(new MtaStsPolicies.Failure(reason, "text").reason()).isEqualTo(reason);
            default ->
                assertThatThrownBy(() -> new MtaStsPolicies.Failure(reason, "text"))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageEndingWith("found " + reason.name());
        }
    }

    @Test
    @DisplayName("after a failure without a policy it is not known whether the domain has one")
    void known() {
        Optional<MtaStsPolicies.Failure> failure =
                Optional.of(new MtaStsPolicies.Failure(Reason.MTA_STS_NOT_FETCHED, "text"));

        assertThat(new MtaStsPolicies.Found(Optional.empty(), Optional.empty()).known())
                .isTrue();
        assertThat(new MtaStsPolicies.Found(Optional.empty(), failure).known()).isFalse();
    }
}
