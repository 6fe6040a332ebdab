package io.github.dane4j.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dane4j.DaneMode;
import io.github.dane4j.DomainName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A policy file that changes while it is in use. */
class MailPolicyFileTest {
    private static final DomainName DOMAIN = DomainName.of("example.org");

    @TempDir
    Path folder;

    private final List<LogRecord> logged = new CopyOnWriteArrayList<>();
    private final Logger logger = Logger.getLogger(MailPolicyFile.class.getName());
    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord each) {
            logged.add(each);
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    @BeforeEach
    void listen() {
        logger.addHandler(handler);
    }

    @AfterEach
    void stopListening() {
        logger.removeHandler(handler);
    }

    private Path file() {
        return folder.resolve("policy");
    }

    private void replace(String text) throws IOException {
        Path other = Files.writeString(folder.resolve("new"), text);
        Files.move(other, file(), StandardCopyOption.REPLACE_EXISTING);
    }

    private static Optional<DaneMode> mode(MailPolicies policies) {
        return policies.forDomain(DOMAIN, Optional.empty()).map(MailPolicy::mode);
    }

    @Test
    @DisplayName("a file that was replaced rules from the next question on")
    void replacedFileRules() throws IOException {
        replace("example.org mandatory\n");
        MailPolicies policies = MailPolicies.fromFile(file());
        assertThat(mode(policies)).contains(DaneMode.MANDATORY);

        replace("example.org none\n[relay.example.net] none pkix\n");

        assertThat(mode(policies)).contains(DaneMode.NONE);
        assertThat(policies.forRelay(DomainName.of("relay.example.net"), 25, Optional.empty()))
                .isPresent();
        assertThat(policies).hasToString(file() + ": 2 destinations");
        assertThat(logged).singleElement().matches(each -> each.getLevel().equals(Level.INFO));
    }

    @Test
    @DisplayName(
            "a file with a bad line leaves the last good policies in force, and the log has an error with its place, once")
    void badFileLeavesTheLastGoodOneInForce() throws IOException {
        replace("example.org mandatory\n");
        MailPolicies policies = MailPolicies.fromFile(file());

        replace("example.org none\nexample.net mandatry\n");

        assertThat(mode(policies)).contains(DaneMode.MANDATORY);
        assertThat(mode(policies)).contains(DaneMode.MANDATORY);
        assertThat(logged)
                .singleElement()
                .matches(each -> each.getLevel().equals(Level.SEVERE))
                .extracting(LogRecord::getMessage)
                .asString()
                .contains(file() + ":2:13: expected a mode");

        replace("example.org none\nexample.net mandatory\n");
        assertThat(mode(policies)).contains(DaneMode.NONE);
    }

    @Test
    @DisplayName("a file that has gone, or was emptied, leaves the last good policies in force")
    void fileThatHasGone() throws IOException {
        replace("example.org mandatory\n");
        MailPolicies policies = MailPolicies.fromFile(file());

        Files.delete(file());
        assertThat(mode(policies)).contains(DaneMode.MANDATORY);
        Files.writeString(file(), "");
        assertThat(mode(policies)).contains(DaneMode.MANDATORY);

        assertThat(logged).hasSize(2).allMatch(each -> each.getLevel().equals(Level.SEVERE));
        assertThat(logged.get(0).getMessage()).contains("there is no such file");
        assertThat(logged.get(1).getMessage()).contains("may be half written");
    }
}
