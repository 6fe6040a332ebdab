package io.github.dane4j.acceptance.interop;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** A Postfix that takes mail for every domain into one maildir, and never sends any. */
final class Postfix implements AutoCloseable {
    private final Path folder;
    private final List<Listener> listeners;
    private final ChildProcess master;

    /**
     * A port on which it takes mail.
     *
     * @param label its name in the log
     * @param port a free port
     * @param certificate for STARTTLS; empty if it is not offered
     */
    record Listener(String label, int port, Optional<Certificate> certificate) {
        /** The certificate of a listener that has one. */
        Certificate tls() {
            return certificate.orElseThrow();
        }

        static Listener withTls(String label, Certificate certificate) {
            return new Listener(label, Loopback.freePort(), Optional.of(certificate));
        }

        static Listener withoutTls(String label) {
            return new Listener(label, Loopback.freePort(), Optional.empty());
        }

        private String masterLine() {
            // One process at a time, so that sessions stand in the log in the order in which they came.
            String line = "127.0.0.1:" + port + " inet n - n - 1 smtpd -o syslog_name=postfix/" + label;
            return line
                    + certificate
                            .map(it -> " -o smtpd_tls_security_level=may -o smtpd_tls_cert_file=" + it.chain()
                                    + " -o smtpd_tls_key_file=" + it.key())
                            .orElse(" -o smtpd_tls_security_level=none");
        }
    }

    private Postfix(Path folder, List<Listener> listeners, ChildProcess master) {
        this.folder = folder;
        this.listeners = List.copyOf(listeners);
        this.master = master;
    }

    /** Starts it with its configuration, queue and data in {@code folder}, which is empty and open to every user. */
    static Postfix start(Path folder, List<Listener> listeners) {
        Path configuration = folder.resolve("configuration");
        try {
            Files.createDirectories(configuration);
            Files.createDirectories(folder.resolve("queue"));
            own(Files.createDirectories(folder.resolve("data")), "postfix");
            own(Files.createDirectories(folder.resolve("mail")), "nobody");
            Files.writeString(configuration.resolve("main.cf"), main(folder));
            Files.writeString(
                    configuration.resolve("master.cf"),
                    listeners.stream().map(Listener::masterLine).collect(Collectors.joining("\n", "", "\n"))
                            + SERVICES);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        ChildProcess master = ChildProcess.start(
                folder,
                () -> listeners.stream().allMatch(it -> Loopback.answers(it.port())),
                Program.POSTFIX,
                "-c",
                configuration.toString(),
                "start-fg");
        return new Postfix(folder, listeners, master);
    }

    private static String main(Path folder) throws IOException {
        Object nobody = Files.getAttribute(folder.resolve("mail"), "unix:uid");
        return """
                compatibility_level = 3.6
                queue_directory = %1$s/queue
                data_directory = %1$s/data
                maillog_file = %1$s/mail.log
                maillog_file_prefixes = %1$s
                myhostname = postfix.invalid
                inet_interfaces = loopback-only
                inet_protocols = ipv4
                disable_dns_lookups = yes
                smtpd_peername_lookup = no
                alias_maps =
                alias_database =
                local_recipient_maps =
                mydestination =
                virtual_mailbox_domains = static:all
                virtual_mailbox_base = %1$s/mail
                virtual_mailbox_maps = static:inbox/
                virtual_uid_maps = static:%2$s
                virtual_gid_maps = static:%2$s
                smtpd_relay_restrictions = reject_unauth_destination
                smtpd_tls_received_header = yes
                smtpd_tls_loglevel = 1
                """.formatted(folder, nobody);
    }

    /** The services of the master that receiving and delivering into a maildir needs; none that sends. */
    private static final String SERVICES = """
            cleanup  unix  n - n - 0 cleanup
            qmgr     unix  n - n - 1 qmgr
            rewrite  unix  - - n - - trivial-rewrite
            virtual  unix  - n n - - virtual
            bounce   unix  - - n - 0 bounce
            defer    unix  - - n - 0 bounce
            trace    unix  - - n - 0 bounce
            error    unix  - - n - - error
            retry    unix  - - n - - error
            proxymap unix  - - n - - proxymap
            anvil    unix  - - n - 1 anvil
            tlsmgr   unix  - - n - 1 tlsmgr
            postlog  unix-dgram n - n - 1 postlogd
            """;

    private static void own(Path directory, String user) throws IOException {
        Files.setOwner(
                directory,
                FileSystems.getDefault().getUserPrincipalLookupService().lookupPrincipalByName(user));
    }

    /** What the log says from here on. */
    MailLog logFromNow() {
        return MailLog.fromNow(folder.resolve("mail.log"), listeners);
    }

    /** The one delivered message with {@code text} in it, once it is there. */
    String awaitMail(String text) {
        Eventually.holds(
                () -> !mailWith(text).isEmpty(), () -> "no mail with " + text + "; the log says:\n" + wholeLog());
        return mailWith(text).get(0);
    }

    /** Every delivered message with {@code text} in it. */
    List<String> mailWith(String text) {
        // A maildir: what is being written is in tmp, what is complete appears in new at once.
        try (var files = Files.list(folder.resolve("mail/inbox/new"))) {
            return files.map(Postfix::read).filter(mail -> mail.contains(text)).toList();
        } catch (IOException e) {
            // There is no maildir before the first delivery.
            return List.of();
        }
    }

    /** Connects and goes away again, in a manner that {@link MailLog} knows. */
    static void knock(Listener listener) {
        try (Socket socket = Loopback.connect(listener.port())) {
            socket.setSoTimeout((int) Eventually.LIMIT.toMillis());
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
            in.readLine();
            for (String command : MailLog.KNOCK) {
                socket.getOutputStream().write((command + "\r\n").getBytes(StandardCharsets.US_ASCII));
                in.readLine();
            }
        } catch (IOException e) {
            throw new AssertionError("an earlier connection to " + listener + " is still open", e);
        }
    }

    /** All that Postfix logged. */
    String wholeLog() {
        return master.output() + read(folder.resolve("mail.log"));
    }

    private static String read(Path file) {
        try {
            return Files.readString(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        master.close();
    }
}
