package io.github.dane4j.cli.probe;

import io.github.dane4j.Printable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/** Reads bounded lines and not a byte more: what follows the last reply is for TLS. */
final class LineReader {
    /** Twice what RFC 5321 section 4.5.3.1.5 allows. */
    private static final int MAX_LINE = 1024;

    private final InputStream in;

    LineReader(InputStream in) {
        this.in = in;
    }

    /** The next line without its end. */
    String line() throws IOException {
        StringBuilder line = new StringBuilder();
        while (true) {
            int octet = next();
            if (octet == '\n') {
                int length = line.length();
                return length > 0 && line.charAt(length - 1) == '\r' ? line.substring(0, length - 1) : line.toString();
            }
            if (line.length() == MAX_LINE) {
                throw new Refused(
                        Observation.Outcome.OTHER_PROTOCOL,
                        "a line of more than " + MAX_LINE + " characters, "
                                + Printable.clip(line.substring(0, 20), 40));
            }
            line.append((char) octet);
        }
    }

    /** The next byte. */
    int next() throws IOException {
        int octet = in.read();
        if (octet < 0) {
            throw new EOFException("the server closed the connection");
        }
        return octet;
    }
}
