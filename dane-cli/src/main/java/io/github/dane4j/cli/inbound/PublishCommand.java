package io.github.dane4j.cli.inbound;

import io.github.dane4j.DomainName;
import io.github.dane4j.Printable;
import io.github.dane4j.cli.input.InputFile;
import io.github.dane4j.cli.input.Invocation;
import io.github.dane4j.cli.report.ExitStatus;
import io.github.dane4j.cli.report.Json;
import io.github.dane4j.cli.resolver.ResolverOptions;
import io.github.dane4j.cli.resolver.ZoneServers;
import io.github.dane4j.cli.rollover.DynamicUpdate;
import io.github.dane4j.cli.rollover.KeySet;
import io.github.dane4j.cli.rollover.Parameters;
import io.github.dane4j.cli.rollover.UpdateOptions;
import io.github.dane4j.dns.Service;
import io.github.dane4j.tlsa.TlsaRecord;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code dane inbound publish}: the records of the provider's MX hosts. */
@Command(
        name = "publish",
        description = {
            "Prints the records of the MX host of each domain as lines of a zone file, or adds them to the zone with"
                    + " --update: a TLSA record for the current key and one for the next, and the addresses, if they are"
                    + " given.",
            "With --update, records of other keys stay where they are, unless --retired names the"
                    + " key; each host that has records of other parameters than 3 1 1 gets those for the keys"
                    + " as well (RFC 7671 section 8). To find out when a key may be changed, run dane rollover."
        },
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  dane inbound publish --mx mx.provider.example --current cert.pem --next next.pem",
            "  dane inbound publish --list domains.txt --mx {label}.mx.provider.example --current cert.pem --next"
                    + " next.pem --address 192.0.2.25,2001:db8::25",
            "  dane inbound publish --list domains.txt --mx {label}.mx.provider.example --current cert.pem --update"
                    + " 192.0.2.53 --tsig-key-file update.key --zone mx.provider.example"
        },
        exitCodeListHeading = ExitStatus.HEADING,
        exitCodeList = {
            "0:the records of every host are printed, or in the zone",
            "2:wrong usage, or a file cannot be used",
            "3:the records of a host could not be made or published"
        },
        exitCodeOnExecutionException = ExitStatus.UNKNOWN)
final class PublishCommand implements Callable<Integer> {
    private static final int MAX_TTL = 604_800;
    private static final int SHOWN = 300;
    private static final int ATTEMPTS = 3;

    @Mixin
    private Invocation invocation = new Invocation();

    @Mixin
    private InboundOptions inbound = new InboundOptions();

    @Option(
            names = "--current",
            required = true,
            split = ",",
            paramLabel = "FILE",
            description =
                    "the chain or key that the servers use now; two files where they have an RSA and an ECDSA key")
    private List<Path> currentFiles = List.of();

    @Option(
            names = "--next",
            split = ",",
            paramLabel = "FILE",
            description = "the chain, the request or the key that they are to use next")
    private List<Path> nextFiles = List.of();

    @Option(
            names = "--retired",
            split = ",",
            paramLabel = "FILE",
            description = "with --update: a key that no server uses any more; its records are removed")
    private List<Path> retiredFiles = List.of();

    @Option(
            names = "--address",
            split = ",",
            paramLabel = "ADDRESS",
            description = "the addresses of every host; a wildcard does not cover a host that has TLSA records")
    private List<String> addresses = List.of();

    @Option(names = "--ttl", paramLabel = "SECONDS", description = "of the records; default: ${DEFAULT-VALUE}")
    private int ttl = 3600;

    @Option(
            names = "--zone",
            paramLabel = "ZONE",
            description = "with --update: the zone that holds the hosts; default: found by SOA queries")
    private @Nullable String zone;

    @ArgGroup(exclusive = false)
    private @Nullable UpdateOptions update;

    @Mixin
    private InputFile input = new InputFile();

    @Mixin
    private ResolverOptions resolverOptions = new ResolverOptions();

    PublishCommand() {}

    /**
     * What came of one host.
     *
     * @param host its name, or the entry of the list where that makes none
     * @param owner of its TLSA records
     * @param records that it is to have: all of them in a zone text, or those that it lacked
     * @param removed the records that were taken away
     * @param updated whether the zone has been changed
     * @param error what went wrong
     */
    private record Published(
            String host,
            String owner,
            List<TlsaRecord> records,
            List<TlsaRecord> removed,
            boolean updated,
            Optional<String> error) {}

    /** What to publish. */
    private record Content(KeySet current, KeySet next, KeySet retired, List<InetAddress> addresses) {
        List<TlsaRecord> missing(Set<Parameters> combinations, List<TlsaRecord> seen) {
            List<TlsaRecord> now = current.missing(combinations, seen);
            List<TlsaRecord> then = next.missing(combinations, seen);
            return Stream.concat(now.stream(), then.stream()).distinct().toList();
        }

        boolean retires(TlsaRecord record) {
            return retired.isMatchedBy(record) && !current.isMatchedBy(record) && !next.isMatchedBy(record);
        }

        /** A combination for which a key has no record leaves the host without match for senders that know no other. */
        Optional<String> unmakeable(Set<Parameters> combinations, List<TlsaRecord> seen) {
            for (Parameters each : combinations) {
                for (KeySet keys : List.of(current, next)) {
                    for (KeySet.Chain chain : keys.unmatched(each, seen)) {
                        if (chain.record(each).isEmpty()) {
                            return Optional.of("it has records with the parameters " + each + ", and " + chain.file()
                                    + " does not hold what such a record is made of; give the whole chain");
                        }
                    }
                }
            }
            return Optional.empty();
        }
    }

    @Override
    public Integer call() throws InterruptedException {
        HostPattern pattern = inbound.check(invocation);
        invocation.checkRange("--ttl", ttl, MAX_TTL);
        if (update == null && (zone != null || !retiredFiles.isEmpty())) {
            throw invocation.wrong("--zone and --retired are for --update");
        }
        Content content = new Content(
                keys(currentFiles),
                keys(nextFiles),
                keys(retiredFiles),
                addresses.stream()
                        .map(text -> ResolverOptions.address(text)
                                .orElseThrow(
                                        () -> invocation.wrong("--address: expected an IP address such as 192.0.2.25,"
                                                + " found " + Printable.clip(text, SHOWN))))
                        .toList());
        PrintWriter out = invocation.commandLine().getOut();
        boolean[] failed = {false};
        Publisher publisher = publisher(content);
        if (pattern.isFixed()) {
            // One host for all, whatever their number.
            Published published = publish(publisher, pattern, "example.org");
            failed[0] = published.error().isPresent();
            print(out, published, content);
        } else {
            inbound.run(invocation, entry -> publish(publisher, pattern, entry), published -> {
                failed[0] |= published.error().isPresent();
                print(out, published, content);
            });
        }
        out.flush();
        return failed[0] ? ExitStatus.UNKNOWN : ExitStatus.OK;
    }

    /** Publishes the records of one host. */
    @FunctionalInterface
    private interface Publisher {
        Published publish(DomainName host, DomainName owner) throws IOException;
    }

    private Published publish(Publisher publisher, HostPattern pattern, String entry) {
        String shown = Printable.clip(entry, SHOWN);
        try {
            DomainName host = pattern.hostFor(DomainName.of(entry));
            shown = host.toString();
            return publisher.publish(host, new Service(host, inbound.port()).tlsaName(host));
        } catch (IOException | IllegalArgumentException e) {
            return failed(shown, e.getMessage() == null ? e.toString() : e.getMessage());
        }
    }

    private static Published failed(String host, String why) {
        return new Published(host, "", List.of(), List.of(), false, Optional.of(Printable.clip(why, SHOWN)));
    }

    private Publisher publisher(Content content) {
        if (update == null) {
            return (host, owner) -> new Published(
                    host.toString(),
                    owner.toString(),
                    content.missing(Set.of(Parameters.RECOMMENDED), List.of()),
                    List.of(),
                    false,
                    content.unmakeable(Set.of(Parameters.RECOMMENDED), List.of()));
        }
        DynamicUpdate updates = update.open(invocation, resolverOptions);
        InetSocketAddress primary = update.address(resolverOptions);
        ZoneServers zones = new ZoneServers(resolverOptions.plain());
        Optional<DomainName> given = Optional.ofNullable(zone).map(this::zone);
        return (host, owner) -> {
            IOException last = new IOException("the server cannot be reached");
            for (int i = 0; i < ATTEMPTS; i++) {
                try {
                    return updated(content, updates, zones, zones.tlsa(primary, owner), given, host, owner);
                } catch (DynamicUpdate.Refused e) {
                    throw e;
                } catch (IOException e) {
                    // A server may close a connection that is to be used again. What it has done by then is seen anew.
                    last = e;
                }
            }
            throw last;
        };
    }

    private Published updated(
            Content content,
            DynamicUpdate updates,
            ZoneServers zones,
            ZoneServers.RecordSet there,
            Optional<DomainName> zone,
            DomainName host,
            DomainName owner)
            throws IOException {
        List<TlsaRecord> seen =
                there.records().stream().map(TlsaRecord::fromWire).toList();
        List<TlsaRecord> kept =
                seen.stream().filter(record -> !content.retires(record)).toList();
        Set<Parameters> combinations = Parameters.combinations(kept);
        Optional<String> unmakeable = content.unmakeable(combinations, kept);
        List<TlsaRecord> add = content.missing(combinations, kept);
        List<TlsaRecord> remove = seen.stream().filter(content::retires).toList();
        boolean change = unmakeable.isEmpty()
                && !(add.isEmpty() && remove.isEmpty() && content.addresses().isEmpty());
        if (change) {
            DomainName held = zone.or(() -> zones.zone(host))
                    .orElseThrow(() -> new IOException("the zone that holds it is not found; give it with --zone"));
            updates.apply(
                    held.toString(), owner.toString(), seen, add, remove, ttl, host.toString(), content.addresses());
        }
        return new Published(host.toString(), owner.toString(), add, remove, change, unmakeable);
    }

    private DomainName zone(String text) {
        try {
            return DomainName.of(text);
        } catch (IllegalArgumentException e) {
            throw invocation.wrong("--zone: " + e.getMessage());
        }
    }

    private KeySet keys(List<Path> files) {
        return new KeySet(files.stream()
                .map(file -> KeySet.Chain.of(file.toString(), input.read(file)))
                .toList());
    }

    private void print(PrintWriter out, Published published, Content content) {
        if (inbound.json()) {
            Json.printLine(
                    out,
                    "inbound-publish",
                    json -> json.field("host", published.host())
                            .field("owner", Optional.of(published.owner()).filter(owner -> !owner.isEmpty()))
                            .field("ttl", ttl)
                            .texts(
                                    "addresses",
                                    content.addresses().stream()
                                            .map(InetAddress::getHostAddress)
                                            .toList())
                            .array(
                                    "add",
                                    published.records(),
                                    (array, record) -> array.object(fields -> fields.record(record)))
                            .array(
                                    "remove",
                                    published.removed(),
                                    (array, record) -> array.object(fields -> fields.record(record)))
                            .field("updated", published.updated())
                            .field("error", published.error()));
            return;
        }
        published.error().ifPresent(error -> {
            invocation.commandLine().getErr().println(published.host() + ": " + error);
            invocation.commandLine().getErr().flush();
        });
        if (published.error().isPresent()) {
            return;
        }
        if (update == null) {
            zoneText(out, published, content);
        } else {
            out.println(published.host() + ": "
                    + (published.updated()
                            ? "added " + published.records().size() + ", removed "
                                    + published.removed().size()
                            : "as it should be"));
        }
    }

    private void zoneText(PrintWriter out, Published published, Content content) {
        for (InetAddress each : content.addresses()) {
            String type = each instanceof Inet6Address ? "AAAA" : "A";
            out.println(published.host() + ". " + ttl + " IN " + type + " " + each.getHostAddress());
        }
        for (TlsaRecord each : published.records()) {
            out.println(published.owner() + ". " + ttl + " IN TLSA " + each
                    + (content.current().isMatchedBy(each) ? "" : " ; the next key"));
        }
    }
}
