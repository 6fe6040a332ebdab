package io.github.dane4j.acceptance.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs before the other tests of the profile, which cannot run at all if this fails. */
class PrerequisitesIT {
    @Test
    void thisMachineHasAllThatTheProfileNeeds() {
        Prerequisites.check();
    }

    @Test
    void whatIsMissingIsNamedTogetherWithItsPackage(@TempDir Path empty) {
        assertThat(Program.missingFrom(List.of(empty)))
                .contains("named (Debian package bind9)", "postfix (Debian package postfix)")
                .endsWith(
                        "apt-get install bind9 bind9-utils bind9-dnsutils unbound knot knot-resolver pdns-server"
                                + " pdns-backend-bind pdns-recursor dnsmasq-base postfix util-linux openssl gnutls-bin chromium zsh fish mandoc");
    }
}
