package io.github.dane4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where the output cannot be written, success becomes the status of the command's own failures, and nothing else changes. */
class LostOutputTest {
    private static final class Full extends Writer {
        @Override
        public void write(char[] text, int start, int length) throws IOException {
            throw new IOException("no space left on device");
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }

    @ParameterizedTest
    @CsvSource({
        "check --help, 3",
        "scan --help, 3",
        "inbound plan --help, 3",
        "tlsa --help, 2",
        "verify --help, 2",
        "--help, 2",
        "--version, 2"
    })
    void isNoSuccess(String line, int expected) {
        StringWriter err = new StringWriter();

        int status =
                DaneCommand.run(new PrintWriter(new Full(), true), new PrintWriter(err, true), line.split(" ", -1));

        assertThat(status).isEqualTo(expected);
        assertThat(err.toString().lines())
                .containsExactly(
                        "dane: not all of the output was written: the disk is full, or the reader of the pipe has ended");
    }

    @Test
    void anotherVerdictStays() {
        StringWriter err = new StringWriter();

        int status = DaneCommand.run(
                new PrintWriter(new Full(), true),
                new PrintWriter(err, true),
                "verify",
                "src/test/resources/io/github/dane4j/cli/chain.pem",
                "--record",
                "3 1 1 " + "00".repeat(32),
                "--time",
                "2030-01-01T00:00:00Z");

        assertThat(status).isEqualTo(1);
        assertThat(err.toString()).contains("not all of the output was written");
    }

    @Test
    void wrongUseLosesNoOutput() {
        StringWriter err = new StringWriter();

        int status = DaneCommand.run(new PrintWriter(new Full(), true), new PrintWriter(err, true), "check");

        assertThat(status).isEqualTo(2);
        assertThat(err.toString()).doesNotContain("not all of the output was written");
    }
}
