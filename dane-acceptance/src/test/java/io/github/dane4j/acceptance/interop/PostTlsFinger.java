package io.github.dane4j.acceptance.interop;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Postfix's own way of judging a destination: it looks up and connects as its SMTP client would, and sends no mail. It knows the
 * system's resolver only, so it gets an {@code /etc/resolv.conf} that no other process sees.
 */
final class PostTlsFinger {
    private static final String WITH_RESOLVER = "mount --bind \"$0\" /etc/resolv.conf && exec \"$@\"";

    private final Path resolvConf;

    /** What it prints where it has a plan for the host, and no TLS comes about. */
    private static final Pattern NOTE = Pattern.compile(
            "posttls-finger: (warning: .* unsupported TLSA |warning: numeric domain name |MX RRset |TLSA RRs found).*");

    /** What it says of the first MX host of a destination. */
    enum Verdict {
        AUTHENTICATED("authenticated"),
        ENCRYPTED("encrypted"),
        REFUSED("waits"),
        LOOKUP_FAILED("waits"),
        NO_ADDRESS("waits"),
        NO_SUCH_DOMAIN("returned"),
        NULL_MX("returned"),
        /** It sends no mail, and so does not say whether Postfix would send it in the clear. */
        NO_TLS("waits", "clear");

        // A list that cannot be changed.
        @SuppressWarnings("ImmutableEnumChecker")
        private final List<String> outcomes;

        Verdict(String... outcomes) {
            this.outcomes = List.of(outcomes);
        }

        /** What would become of a mail, in the words of docs/smtp-decisions.csv. */
        List<String> outcomes() {
            return outcomes;
        }
    }

    private PostTlsFinger(Path resolvConf) {
        this.resolvConf = resolvConf;
    }

    /** Believes the AD bit of the resolver at {@code address}, port 53. */
    static PostTlsFinger withResolver(Path folder, String address) {
        try {
            return new PostTlsFinger(Files.writeString(
                    folder.resolve("resolv.conf"), "nameserver " + address + "\noptions trust-ad edns0\n"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether a process may have a view of the file system of its own here; some containers forbid that. */
    static boolean canRun() {
        return Command.attempt("", Program.UNSHARE, "-m", "true").exitCode() == 0;
    }

    /**
     * Looks at a destination.
     *
     * @param level {@code dane} or {@code dane-only}
     * @param insecureMx {@code dane}, {@code encrypt} or {@code may}: what TLSA records count for behind unsigned MX records
     * @param port of the servers of {@code domain}
     */
    Verdict judge(String level, String insecureMx, String domain, int port) {
        String output = Command.attempt(
                        "",
                        Program.UNSHARE,
                        "-m",
                        "sh",
                        "-c",
                        WITH_RESOLVER,
                        resolvConf.toString(),
                        Program.POSTTLS_FINGER.path().toString(),
                        "-c",
                        "-Lsummary",
                        "-l",
                        level,
                        "-M",
                        insecureMx,
                        domain + ":" + port)
                .output();
        if (output.contains("Host not found, try again")) {
            return Verdict.LOOKUP_FAILED;
        }
        if (output.contains("Host not found")) {
            return Verdict.NO_SUCH_DOMAIN;
        }
        if (output.contains("Host found but no data record")) {
            return Verdict.NO_ADDRESS;
        }
        if (output.contains("does not accept mail (nullMX)")) {
            return Verdict.NULL_MX;
        }
        if (output.contains("Verified TLS connection established")
                || (output.contains("MX RRset insecure: log verified as trusted")
                        && output.contains("Trusted TLS connection established"))) {
            return Verdict.AUTHENTICATED;
        }
        // It goes on after both, and says that the connection is untrusted.
        if (output.contains("server certificate verification failed")
                || output.contains("no matching DANE TLSA records")
                || output.contains("TLSA records found, resorting to \"secure\"")) {
            return Verdict.REFUSED;
        }
        if (output.contains(" TLS connection established")) {
            return Verdict.ENCRYPTED;
        }
        if (output.contains("SSL_connect error")
                || output.contains("STARTTLS rejected")
                || output.lines().allMatch(line -> NOTE.matcher(line).matches())) {
            return Verdict.NO_TLS;
        }
        throw new AssertionError(level + " " + domain + ": " + output);
    }
}
