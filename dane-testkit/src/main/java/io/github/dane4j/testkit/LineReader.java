package io.github.dane4j.testkit;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** Reads lines that end in CRLF, or in LF alone, as SMTP and HTTP have them. */
final class LineReader {

    /** In bytes: far above the 1000 of RFC 5321 section 4.5.3.1.6, so that only a runaway client meets it. */
    private static final int MAX_LINE = 1 << 20;

    private final InputStream in;

    LineReader(InputStream in) {
        this.in = new BufferedInputStream(in);
    }

    /** The next line without its end. */
    String readLine() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int octet = in.read(); octet != '\n'; octet = in.read()) {
            if (octet < 0) {
                throw new EOFException("the client closed the connection");
            }
            if (line.size() == MAX_LINE) {
                throw new IOException("a line of more than " + MAX_LINE + " bytes");
            }
            line.write(octet);
        }
        String text = line.toString(StandardCharsets.UTF_8);
        return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
    }

    byte[] readOctets(int count) throws IOException {
        byte[] read = in.readNBytes(count);
        if (read.length < count) {
            throw new EOFException("the client closed the connection");
        }
        return read;
    }

    void skip(long octets) throws IOException {
        in.skipNBytes(octets);
    }

    void skipToEnd() throws IOException {
        in.transferTo(OutputStream.nullOutputStream());
    }
}
