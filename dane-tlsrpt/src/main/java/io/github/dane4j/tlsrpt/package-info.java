/**
 * SMTP TLS reports (RFC 8460): what a sender of mail tells a domain about its TLS, once a day.
 *
 * <p>A sender counts each session in a {@link io.github.dane4j.tlsrpt.SessionStore}, whose counts survive a crash; a {@link
 * io.github.dane4j.tlsrpt.SessionRecorder} does that for the transports of {@code dane-javamail}. From a day's counts the
 * store makes one {@link io.github.dane4j.tlsrpt.TlsReport} for each domain, and {@link
 * io.github.dane4j.tlsrpt.TlsReportWriter} writes it. {@link io.github.dane4j.tlsrpt.ReportingPolicy} says whether a domain
 * wants reports, and where they go; {@link io.github.dane4j.tlsrpt.ReportSender} sends them.
 *
 * <p>In the other direction {@link io.github.dane4j.tlsrpt.TlsReportReader} reads the reports that others send, even if they
 * deviate from the schema, and {@link io.github.dane4j.tlsrpt.ReportSummary} adds them up for people to read:
 *
 * <pre>{@code
 * ReportSummary summary = new ReportSummary();
 * for (Path file : files) {
 *     summary.add(TlsReportReader.read(Files.readAllBytes(file)).report());
 * }
 * System.out.println(summary.explain());
 * }</pre>
 */
@NullMarked
package io.github.dane4j.tlsrpt;

import org.jspecify.annotations.NullMarked;
