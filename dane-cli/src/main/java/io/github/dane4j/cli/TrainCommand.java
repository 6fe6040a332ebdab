package io.github.dane4j.cli;

import io.github.dane4j.testkit.DnsTree;
import io.github.dane4j.testkit.SmtpServer;
import io.github.dane4j.testkit.TestCertificate;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** Runs a check against servers of its own, so that the launcher can record which classes that loads. */
@Command(name = "train", hidden = true, description = "for the launcher: loads what a check needs")
final class TrainCommand implements Callable<Integer> {
    TrainCommand() {}

    @Override
    public Integer call() throws IOException {
        TestCertificate certificate =
                TestCertificate.builder().dnsNames("mx.example.test").build();
        Path anchors = Files.createTempFile("dane", ".key");
        try (SmtpServer server = SmtpServer.builder("mx.example.test")
                        .certificate(certificate)
                        .start();
                DnsTree tree = DnsTree.builder()
                        .zone(
                                "example.test",
                                zone -> zone.record("@ MX 10 mx")
                                        .record("mx A 127.0.0.1")
                                        .record("_" + server.port() + "._tcp.mx TLSA " + certificate.tlsa(3, 1, 1)))
                        .start()) {
            Files.writeString(anchors, tree.trustAnchors());
            PrintWriter nowhere = new PrintWriter(Writer.nullWriter());
            DaneCommand.run(nowhere, nowhere, "--help");
            return DaneCommand.run(
                    nowhere,
                    nowhere,
                    "check",
                    "example.test",
                    "--port",
                    String.valueOf(server.port()),
                    "--nameserver",
                    "127.0.0.1:" + tree.address().getPort(),
                    "--trust-anchor",
                    anchors.toString());
        } finally {
            Files.deleteIfExists(anchors);
        }
    }
}
