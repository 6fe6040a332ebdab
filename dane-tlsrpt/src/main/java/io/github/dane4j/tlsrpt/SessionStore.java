package io.github.dane4j.tlsrpt;

import io.github.dane4j.DomainName;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/**
 * Counts sessions by UTC day and recipient domain until their reports are sent. Once {@link #record} has returned, a kill of
 * the process does not lose the session. Implementations are thread-safe.
 */
public interface SessionStore extends AutoCloseable {
    /**
     * Counts a session that took place at {@code time}.
     *
     * @throws SessionStoreException if it cannot be counted; mail is not affected, but the report will lack this session
     */
    void record(SessionResult result, Instant time) throws SessionStoreException;

    /**
     * Adds to the number of sessions that could not be counted, so that {@linkplain TlsReport#missingSessions the reports
     * say} how many they lack. That alone makes no report: a domain needs at least one counted session.
     *
     * @param domain the domain of the sessions; empty if unknown
     * @param day the UTC day of the sessions
     * @param sessions how many more, at least 1
     * @throws SessionStoreException if that cannot be written
     */
    void recordMissing(Optional<DomainName> domain, LocalDate day, long sessions) throws SessionStoreException;

    /**
     * The domains with sessions on {@code day} for which no report was sent yet, in alphabetical order.
     *
     * @throws SessionStoreException if the counts cannot be read
     */
    List<DomainName> unreported(LocalDate day) throws SessionStoreException;

    /**
     * The report for {@code domain} over the UTC day {@code day} (RFC 8460 section 4.1), without policies if there was no
     * session.
     *
     * @throws SessionStoreException if the counts cannot be read
     */
    TlsReport report(DomainName domain, LocalDate day, Reporter reporter) throws SessionStoreException;

    /**
     * Marks the report as sent, or as not wanted by the domain.
     *
     * @throws SessionStoreException if that cannot be written
     */
    void reported(DomainName domain, LocalDate day) throws SessionStoreException;

    /**
     * Forgets all days before {@code day}.
     *
     * @throws SessionStoreException if that cannot be written
     */
    void forgetBefore(LocalDate day) throws SessionStoreException;

    @Override
    void close();

    /**
     * The reporting organization.
     *
     * @param organization the name of the organization
     * @param contact its address, {@code local@domain}
     */
    record Reporter(String organization, String contact) {
        /**
         * Checks the address.
         *
         * @throws IllegalArgumentException if it has no domain
         */
        public Reporter {
            if (contact.indexOf('@') < 1 || contact.endsWith("@")) {
                throw new IllegalArgumentException("expected local@domain, found \"" + contact + "\"");
            }
        }

        /** The domain of the address: the submitter of the report (RFC 8460 section 5.3). */
        public String domain() {
            return contact.substring(contact.lastIndexOf('@') + 1);
        }
    }
}
