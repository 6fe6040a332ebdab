package io.github.dane4j.cli.rollover;

import io.github.dane4j.cli.input.InputFile;
import io.github.dane4j.cli.input.Invocation;
import io.github.dane4j.cli.resolver.ResolverOptions;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** The server that takes changes of a zone, and the key for it: a group of options, all or none. */
public final class UpdateOptions {
    @Option(
            names = "--update",
            required = true,
            paramLabel = "ADDRESS[:PORT]",
            description = "the zone's primary server: add and remove the records of this step there (RFC 2136)")
    private String primary = "";

    @Option(
            names = "--tsig-key-file",
            required = true,
            paramLabel = "FILE",
            description = "the key that signs the update, as tsig-keygen prints it")
    private Path keyFile = Path.of("");

    /** For picocli. */
    public UpdateOptions() {}

    /** The server, as on the command line. */
    public String primary() {
        return primary;
    }

    /** The server's address. Complains as about a wrong parameter. */
    public InetSocketAddress address(ResolverOptions resolvers) {
        return resolvers.nameServer("--update", primary);
    }

    /** Reads the key. Complains as about a wrong parameter. */
    public DynamicUpdate open(Invocation invocation, ResolverOptions resolvers) {
        InetSocketAddress address = address(resolvers);
        try {
            return new DynamicUpdate(address, TsigKeyFile.read(keyFile), resolvers.timeout());
        } catch (IOException e) {
            throw invocation.wrong("--tsig-key-file: " + keyFile + " cannot be read: " + InputFile.reason(e));
        } catch (IllegalArgumentException e) {
            throw invocation.wrong("--tsig-key-file: " + keyFile + ": " + e.getMessage());
        }
    }
}
