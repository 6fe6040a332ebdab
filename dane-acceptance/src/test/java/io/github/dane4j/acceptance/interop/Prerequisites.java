package io.github.dane4j.acceptance.interop;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What this machine must have. Where it lacks something the tests fail: a test that is left out proves nothing. */
final class Prerequisites {
    private Prerequisites() {}

    /** Fails with one message that says all that is missing. */
    static void check() {
        String missing = Stream.of(Program.missingFrom(Program.searchPath()), missingRights(), missingNamespaces())
                .filter(sentence -> !sentence.isEmpty())
                .collect(Collectors.joining("\n"));
        if (!missing.isEmpty()) {
            throw new AssertionError(missing);
        }
    }

    /** Only if the program is there to ask. */
    private static String missingNamespaces() {
        return !Program.missingFrom(Program.searchPath()).isEmpty() || PostTlsFinger.canRun()
                ? ""
                : "The profile interop must be allowed to give a process a view of the file system of its own (unshare -m), for"
                        + " posttls-finger, which takes no other resolver than that of /etc/resolv.conf. A container needs the"
                        + " capability SYS_ADMIN for it.";
    }

    private static String missingRights() {
        try {
            Path mine = Files.createTempFile("whoami", "");
            Object user = Files.getAttribute(mine, "unix:uid");
            Files.delete(mine);
            return user.equals(0)
                    ? ""
                    : "The profile interop must run as root, for Postfix: its daemons change to users of their own. A container"
                            + " is a good place for it.";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
