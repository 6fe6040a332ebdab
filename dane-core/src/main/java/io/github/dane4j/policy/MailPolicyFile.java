package io.github.dane4j.policy;

import io.github.dane4j.DomainName;
import io.github.dane4j.files.FileWatch;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** A policy file that is read again when it has changed. Thread-safe. */
final class MailPolicyFile implements MailPolicies {
    private static final System.Logger LOGGER = System.getLogger(MailPolicyFile.class.getName());

    private final Path file;
    private final FileWatch watch;
    private volatile MailPolicyTable good;

    MailPolicyFile(Path file) {
        this.file = file;
        // Before the file is read, so that a change in between is noticed. A check costs microseconds, and a mail far
        // more.
        this.watch = new FileWatch(file, Duration.ZERO);
        this.good = MailPolicyTable.read(file);
    }

    private MailPolicyTable table() {
        if (watch.hasChanged()) {
            readAgain();
        }
        return good;
    }

    private synchronized void readAgain() {
        try {
            good = MailPolicyTable.read(file);
            LOGGER.log(System.Logger.Level.INFO, () -> "new mail policies in " + file + ": " + good);
        } catch (MailPolicyException e) {
            LOGGER.log(
                    System.Logger.Level.ERROR,
                    () -> "the mail policies of the last good file stay in force (" + good
                            + "), because the file has changed and cannot be used:\n" + e.getMessage());
        }
    }

    @Override
    public Optional<MailPolicy> forDomain(DomainName domain, Optional<String> tenant) {
        return table().forDomain(domain, tenant);
    }

    @Override
    public Optional<MailPolicy> forRelay(DomainName host, int port, Optional<String> tenant) {
        return table().forRelay(host, port, tenant);
    }

    @Override
    public String toString() {
        return file + ": " + good;
    }
}
