package io.github.dane4j.cli.sink;

import static io.github.dane4j.cli.Golden.assertGolden;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.dane4j.cli.Dane;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The words of {@code dane sink}; what it finds out is tested against senders. */
class SinkCommandTest {
    @TempDir
    Path folder;

    private Dane sink(String... more) {
        String[] args = new String[5 + more.length];
        args[0] = "sink";
        args[1] = "--trust-anchor-file";
        args[2] = folder.resolve("sink.key").toString();
        args[3] = "--seconds";
        args[4] = "1";
        System.arraycopy(more, 0, args, 5, more.length);
        return Dane.run(args);
    }

    @Test
    void introduction() throws Exception {
        Dane dane = sink();

        assertThat(dane.err()).isEmpty();
        assertGolden(
                "sink.txt",
                dane.out()
                        .replace(folder.toString(), "FOLDER")
                        .replaceAll("127\\.0\\.0\\.1:[0-9]+", "127.0.0.1:PORT")
                        .replaceAll("SMTP port     [0-9]+", "SMTP port     PORT"));
        assertThat(dane.status()).isEqualTo(4);
        assertThat(Files.readString(folder.resolve("sink.key"))).startsWith(". IN DS ");
    }

    @Test
    void verdictsForMachines() {
        Dane dane = sink("--mode", "mandatory", "--json");

        assertThat(dane.err()).isEmpty();
        assertGolden("sink.json", dane.out());
        assertThat(dane.status()).isEqualTo(4);
    }
}
