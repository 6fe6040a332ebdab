package io.github.dane4j.acceptance.interop;

import io.github.dane4j.cli.DaneCommand;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What {@code dane check} says of one destination.
 *
 * @param status the exit status
 * @param level of the destination
 * @param codes of its findings
 * @param report the whole report as JSON, and what was complained about
 */
record Checked(int status, String level, Set<String> codes, String report) {
    private static final Pattern LEVEL = Pattern.compile("\"destination\":\"[^\"]*\",\"level\":\"([a-z-]+)\"");
    private static final Pattern CODE = Pattern.compile("\\{\"code\":\"([a-z0-9-]+)\"");

    /** Runs the command, by a name server and the keys of its root. */
    static Checked of(InetSocketAddress nameServer, Path rootAnchor, String... arguments) {
        List<String> all = new ArrayList<>(List.of("check"));
        all.addAll(List.of(arguments));
        all.addAll(List.of(
                "--dane-only",
                "--format",
                "jsonl",
                "--nameserver",
                nameServer.getAddress().getHostAddress() + ":" + nameServer.getPort(),
                "--trust-anchor",
                rootAnchor.toString()));
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int status = DaneCommand.run(new PrintWriter(out), new PrintWriter(err), all.toArray(String[]::new));
        Matcher level = LEVEL.matcher(out.toString());
        Set<String> codes = new TreeSet<>();
        Matcher code = CODE.matcher(out.toString());
        while (code.find()) {
            codes.add(code.group(1));
        }
        return new Checked(status, level.find() ? level.group(1) : "", codes, out.toString() + err);
    }
}
