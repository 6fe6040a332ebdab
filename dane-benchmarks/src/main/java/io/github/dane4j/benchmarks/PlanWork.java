package io.github.dane4j.benchmarks;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.xbill.DNS.DClass;
import org.xbill.DNS.ExtendedFlags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/**
 * The processor time that it takes to find out where mail for a domain goes, and by which keys: MX, A, AAAA and TLSA, cold.
 * Half of the domains are signed, with P-256. Each client is a process of its own, so that the name server is not counted.
 */
final class PlanWork implements Figures {
    @Override
    public List<String> measure() {
        List<String> lines = new ArrayList<>();
        try (ServedTree tree = ServedTree.startDomains(PlanClient.DOMAINS)) {
            Path folder = Files.createTempDirectory("plan-work");
            Path anchors = Files.writeString(folder.resolve("anchors"), tree.trustAnchors());
            List<Double> ours = run(tree, anchors, PlanClient.Kind.DANE4J, true, 10);
            double queries = tree.queries() / (10.0 * PlanClient.DOMAINS);
            long bytes = tree.bytes() / (10L * PlanClient.DOMAINS);
            List<Double> jdk = run(tree, anchors, PlanClient.Kind.DANE4J, false, 3);
            List<Double> dnsjava = run(tree, anchors, PlanClient.Kind.DNSJAVA, true, 10);
            Optional<Double> unbound = unbound(tree, folder);
            lines.add("| plan of a cold domain, ms of processor time | 1st thousand | 3rd | 10th |");
            lines.add("| --- | ---: | ---: | ---: |");
            lines.add(row("dane4j, Bouncy Castle on the class path", ours));
            lines.add(row("dane4j, the JDK alone", jdk));
            lines.add(row("dnsjava `ValidatingResolver`", dnsjava));
            lines.add(unbound.map(ms -> String.format(Locale.ROOT, "| Unbound, validating | %.2f | | |", ms))
                    .orElse("| Unbound, validating | not installed | | |"));
            lines.add("");
            lines.add(String.format(
                    Locale.ROOT, "%.1f queries and %,d bytes, both ways, for each domain.", queries, bytes));
            lines.add("");
            lines.add(Goal.judge("plan, first thousand, ms", ours.get(0), 7));
            lines.add(Goal.judge("plan, third thousand, ms", ours.get(2), 4));
            lines.add(Goal.judge("plan, tenth thousand, ms", ours.get(9), 2));
            lines.add(Goal.judge("plan, third thousand, the JDK alone, ms", jdk.get(2), 10));
            lines.add(
                    Goal.judge("plan, third thousand, against dnsjava's validator", ours.get(2) / dnsjava.get(2), 0.1));
            lines.add(
                    Goal.judge("plan, tenth thousand, against dnsjava's validator", ours.get(9) / dnsjava.get(9), 0.1));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return lines;
    }

    private static String row(String title, List<Double> thousands) {
        String tenth = thousands.size() < 10 ? "" : String.format(Locale.ROOT, "%.2f", thousands.get(9));
        return String.format(
                Locale.ROOT, "| %s | %.2f | %.2f | %s |", title, thousands.get(0), thousands.get(2), tenth);
    }

    /** Milliseconds for each domain, of each thousand. */
    private static List<Double> run(
            ServedTree tree, Path anchors, PlanClient.Kind kind, boolean bouncyCastle, int thousands)
            throws IOException {
        tree.reset();
        List<Double> milliseconds = ClientProcess.run(
                        PlanClient.class,
                        bouncyCastle,
                        kind.name(),
                        Integer.toString(tree.address().getPort()),
                        anchors.toString(),
                        Integer.toString(thousands))
                .stream()
                .map(line -> Double.parseDouble(line) / PlanClient.DOMAINS)
                .toList();
        if (milliseconds.size() != thousands) {
            throw new IllegalStateException("the client ended early");
        }
        return milliseconds;
    }

    /** Milliseconds for each domain; empty if it is not installed. */
    private static Optional<Double> unbound(ServedTree tree, Path folder) throws IOException {
        Optional<Path> program = Stream.concat(
                        Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1)),
                        Stream.of("/usr/sbin"))
                .map(each -> Path.of(each, "unbound"))
                .filter(Files::isExecutable)
                .findFirst();
        if (program.isEmpty()) {
            return Optional.empty();
        }
        int port;
        try (DatagramSocket free = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        Path anchors = Files.writeString(folder.resolve("root.anchor"), tree.trustAnchors() + "\n");
        Path configuration = Files.writeString(folder.resolve("unbound.conf"), """
                server:
                    directory: "%1$s"
                    chroot: ""
                    username: ""
                    pidfile: ""
                    use-syslog: no
                    interface: 127.0.0.1
                    port: %2$d
                    do-ip6: no
                    do-tcp: no
                    num-threads: 1
                    do-not-query-localhost: no
                    trust-anchor-file: "%3$s"
                    local-zone: "test." nodefault
                    aggressive-nsec: no
                remote-control:
                    control-enable: no
                forward-zone:
                    name: "."
                    forward-addr: 127.0.0.1@%4$d
                """.formatted(
                        folder, port, anchors, tree.address().getPort()));
        Process unbound = new ProcessBuilder(program.get().toString(), "-d", "-c", configuration.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("unbound.log").toFile())
                .start();
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.connect(InetAddress.getLoopbackAddress(), port);
            awaitReady(socket);
            Duration before = cpu(unbound);
            for (int i = 0; i < PlanClient.DOMAINS; i++) {
                String domain = ServedTree.domain(i);
                ask(socket, domain, Type.MX);
                ask(socket, "mx." + domain, Type.A);
                ask(socket, "mx." + domain, Type.AAAA);
                if (ServedTree.isSigned(i)) {
                    ask(socket, "_25._tcp.mx." + domain, Type.TLSA);
                }
            }
            return Optional.of(cpu(unbound).minus(before).toNanos() / 1e6 / PlanClient.DOMAINS);
        } finally {
            unbound.destroy();
        }
    }

    private static Duration cpu(Process process) {
        return process.info().totalCpuDuration().orElseThrow();
    }

    /** Asks for the root until there is an answer. */
    private static void awaitReady(DatagramSocket socket) throws IOException {
        socket.setSoTimeout(500);
        for (int i = 0; i < 40; i++) {
            try {
                ask(socket, "", Type.SOA);
                socket.setSoTimeout(30_000);
                return;
            } catch (IOException e) {
                // Not yet: refused, or not in time.
                LockSupport.parkNanos(100_000_000);
            }
        }
        throw new IOException("Unbound does not get ready");
    }

    private static void ask(DatagramSocket socket, String name, int type) throws IOException {
        Message query = Message.newQuery(Record.newRecord(Name.fromString(name + "."), type, DClass.IN));
        query.addRecord(new OPTRecord(4096, 0, 0, ExtendedFlags.DO), Section.ADDITIONAL);
        byte[] wire = query.toWire();
        socket.send(new DatagramPacket(wire, wire.length));
        DatagramPacket reply = new DatagramPacket(new byte[4096], 4096);
        Message message;
        do {
            socket.receive(reply);
            message = new Message(Arrays.copyOf(reply.getData(), reply.getLength()));
        } while (message.getHeader().getID() != query.getHeader().getID());
        if (message.getRcode() != 0) {
            throw new IllegalStateException(message.toString());
        }
    }
}
