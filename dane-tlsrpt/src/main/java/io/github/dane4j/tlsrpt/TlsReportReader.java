package io.github.dane4j.tlsrpt;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.dane4j.Printable;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * Reads reports made by others, compressed or not. Reports seen in practice differ from the schema: numbers written as
 * strings, a list of one written as its element, missing members. Such a report is read and its deviations are listed; only
 * data that is not JSON, or has no policies at all, is refused. Everything is bounded.
 */
public final class TlsReportReader {
    /** The maximum size of an uncompressed report in bytes: a limit that receivers commonly set (RFC 8460 section 5.2). */
    public static final int MAX_BYTES = 10 * 1024 * 1024;

    private static final int MAX_DEPTH = 32;

    /**
     * Names, values and brackets: enough for 20,000 failures with all their members, and a hundredth of what would fill the
     * heap.
     */
    private static final int MAX_TOKENS = 400_000;

    private static final int MAX_SHOWN = 200;
    private static final byte[] UTF8_MARK = {(byte) 0xef, (byte) 0xbb, (byte) 0xbf};

    private static final ObjectMapper JSON = new ObjectMapper(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(MAX_DEPTH)
                            .maxDocumentLength(MAX_BYTES)
                            .maxTokenCount(MAX_TOKENS)
                            .build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private TlsReportReader() {}

    /**
     * The report in {@code data}: JSON, plain or compressed by gzip.
     *
     * @throws TlsReportFormatException if it is neither, is larger than {@link #MAX_BYTES}, or has no policies
     */
    public static ReceivedReport read(byte[] data) throws TlsReportFormatException {
        byte[] text = withoutMark(isGzip(data) ? uncompressed(data) : data);
        if (text.length > MAX_BYTES) {
            throw tooLarge();
        }
        JsonNode root;
        try {
            root = JSON.readTree(text);
        } catch (StreamConstraintsException e) {
            throw new TlsReportFormatException(
                    "the JSON exceeds what any report needs: "
                            + Printable.clip(String.valueOf(e.getOriginalMessage()), MAX_SHOWN),
                    e);
        } catch (JsonProcessingException e) {
            throw new TlsReportFormatException(
                    "expected JSON" + place(e.getLocation()) + ": "
                            + Printable.clip(String.valueOf(e.getOriginalMessage()), MAX_SHOWN),
                    e);
        } catch (IOException e) {
            throw new TlsReportFormatException("the JSON cannot be read: " + e.getMessage(), e);
        }
        return new LenientReport(root).read();
    }

    /** Jackson gives no location for an exceeded limit. */
    private static String place(@Nullable JsonLocation location) {
        return location == null ? "" : " at line " + location.getLineNr() + ", column " + location.getColumnNr();
    }

    private static boolean isGzip(byte[] data) {
        return data.length > 2 && data[0] == (byte) 0x1f && data[1] == (byte) 0x8b;
    }

    private static byte[] uncompressed(byte[] data) throws TlsReportFormatException {
        try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(data))) {
            byte[] text = in.readNBytes(MAX_BYTES + 1);
            if (text.length > MAX_BYTES) {
                throw tooLarge();
            }
            return text;
        } catch (IOException e) {
            throw new TlsReportFormatException("the gzip data is damaged: " + e.getMessage(), e);
        }
    }

    private static byte[] withoutMark(byte[] text) {
        boolean marked = text.length >= UTF8_MARK.length
                && Arrays.equals(text, 0, UTF8_MARK.length, UTF8_MARK, 0, UTF8_MARK.length);
        return marked ? Arrays.copyOfRange(text, UTF8_MARK.length, text.length) : text;
    }

    private static TlsReportFormatException tooLarge() {
        return new TlsReportFormatException("the report is larger than " + MAX_BYTES + " bytes");
    }
}
