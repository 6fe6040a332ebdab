package io.github.dane4j.cli;

import io.github.dane4j.cli.finding.ProducedCodes;
import java.io.PrintWriter;
import java.io.StringWriter;

/**
 * One call of the command.
 *
 * @param status the exit status
 * @param out what it printed
 * @param err what it complained about
 */
public record Dane(int status, String out, String err) {
    public static Dane run(String... args) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int status = DaneCommand.run(new PrintWriter(out, true), new PrintWriter(err, true), args);
        ProducedCodes.saw(out.toString());
        ProducedCodes.saw(err.toString());
        return new Dane(status, out.toString(), err.toString());
    }
}
