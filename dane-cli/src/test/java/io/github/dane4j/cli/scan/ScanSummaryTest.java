package io.github.dane4j.cli.scan;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dane4j.cli.report.Json;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What counts as signed, and as with DANE: a domain is as safe as the worst MX host that senders use. */
class ScanSummaryTest {
    private static String line(String mx, String code, String requirements) {
        String hosts = Arrays.stream(requirements.split(" ", -1))
                .filter(each -> !each.isEmpty())
                .map(each -> "{\"host\":\"mx.a.test\",\"requirement\":\"" + each + "\",\"level\":\"ok\"}")
                .collect(Collectors.joining(","));
        return "{\"format\":2,\"command\":\"scan\",\"domain\":\"a.test\",\"level\":\"ok\",\"error\":null,\"mx\":"
                + (mx.isEmpty() ? "null" : "\"" + mx + "\"") + ",\"provider\":\"a.test\",\"codes\":["
                + (code.isEmpty() ? "" : "\"" + code + "\"") + "],\"hosts\":[" + hosts + "],\"texts\":[]}";
    }

    private static String json(ScanSummary summary) {
        StringWriter text = new StringWriter();
        Json.printLine(new PrintWriter(text, true), "scan", summary::write);
        return text.toString();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            secure   | ''             | authenticated               | 1 | 1 | 0
            secure   | ''             | authenticated authenticated | 1 | 1 | 0
            secure   | ''             | encrypted                   | 1 | 1 | 0
            secure   | ''             | authenticated opportunistic | 1 | 0 | 1
            secure   | ''             | authenticated skip          | 1 | 1 | 0
            secure   | ''             | opportunistic               | 1 | 0 | 0
            secure   | ''             | skip                        | 1 | 0 | 0
            secure   | null-mx        | ''                          | 1 | 0 | 0
            secure   | domain-missing | ''                          | 0 | 0 | 0
            insecure | ''             | authenticated               | 0 | 0 | 0
            ''       | lookup-bogus   | ''                          | 0 | 0 | 0
            """)
    void signedAndWithDane(String mx, String code, String requirements, int signed, int dane, int inPart)
            throws IOException {
        ScanSummary summary = new ScanSummary();
        summary.add(line(mx, code, requirements));

        String counts = "\"signed\":" + signed + ",\"dane\":" + dane + ",\"daneInPart\":" + inPart + ",";
        assertThat(json(summary))
                .contains("\"domains\":1," + counts, "\"provider\":\"a.test\",\"domains\":1," + counts);
    }

    /** As the tasks of a cluster do it. */
    @Test
    void summariesAreAddedUp() throws Exception {
        ScanSummary whole = new ScanSummary();
        ScanSummary sum = new ScanSummary();
        for (String requirements : new String[] {"authenticated", "authenticated opportunistic", "opportunistic"}) {
            String line = line("secure", "", requirements);
            ScanSummary part = new ScanSummary();
            part.add(line);
            whole.add(line);
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
                out.writeObject(part);
            }
            try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
                sum.add((ScanSummary) in.readObject());
            }
        }

        assertThat(json(sum))
                .isEqualTo(json(whole))
                .contains("\"domains\":3,\"signed\":3,\"dane\":1,\"daneInPart\":1,");
    }
}
