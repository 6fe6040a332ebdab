package io.github.dane4j.verify;

import io.github.dane4j.Reason;
import io.github.dane4j.tlsa.TlsaRecord;

/**
 * Why one record did not authenticate the server.
 *
 * @param record the record
 * @param reason the reason that came closest to success
 * @param detail what was found, in one line; empty if the reason says it all
 */
public record RecordFinding(TlsaRecord record, Reason reason, String detail) {}
