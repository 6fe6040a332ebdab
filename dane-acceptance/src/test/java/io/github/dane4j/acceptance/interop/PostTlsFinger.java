package io.github.dane4j.acceptance.interop;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Postfix's own way of judging a destination: it looks up and connects as its SMTP client would, and sends no mail. It knows the
 * system's resolver only, so it gets an {@code /etc/resolv.conf} that no other process sees.
 */
final class PostTlsFinger {
    private static final String WITH_RESOLVER = "mount --bind \"$0\" /etc/resolv.conf && exec \"$@\"";

    private final Path resolvConf;

    /** What it says of the first MX host of a destination. */
    enum Verdict {
        AUTHENTICATED,
        ENCRYPTED,
        REFUSED,
        LOOKUP_FAILED,
        NO_SUCH_DOMAIN
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

    /** {@code level} is {@code dane} or {@code dane-only}; the servers of {@code domain} offer STARTTLS at {@code port}. */
    Verdict judge(String level, String domain, int port) {
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
                        domain + ":" + port)
                .output();
        if (output.contains("Host not found, try again")) {
            return Verdict.LOOKUP_FAILED;
        }
        if (output.contains("Host not found")) {
            return Verdict.NO_SUCH_DOMAIN;
        }
        if (output.contains("Verified TLS connection established")) {
            return Verdict.AUTHENTICATED;
        }
        // It goes on after both, and says that the connection is untrusted.
        if (output.contains("server certificate verification failed")
                || output.contains("no TLSA records found, resorting to \"secure\"")) {
            return Verdict.REFUSED;
        }
        if (output.contains(" TLS connection established")) {
            return Verdict.ENCRYPTED;
        }
        throw new AssertionError(level + " " + domain + ": " + output);
    }
}
