package io.github.dane4j.acceptance.interop;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** {@link SignedTree} in the kinds of zones that BIND's tools make and the others do not, among them two that are bogus. */
final class BindTree implements Authority {
    /** Its denials leave unsigned delegations out. */
    static final String OPT_OUT = "optout.test";
    /** All its signatures have expired. */
    static final String EXPIRED = "expired.test";
    /** The signature over the addresses of {@code mx} is wrong. */
    static final String ALTERED = "altered.test";

    private final Bind bind;
    private final Path rootAnchor;

    private BindTree(Bind bind, Path rootAnchor) {
        this.bind = bind;
        this.rootAnchor = rootAnchor;
    }

    static BindTree start(Path folder) {
        List<Zone> zones = List.of(
                Zone.signed(".", "").with(Zone.Algorithm.RSASHA256),
                Zone.signed("test", ""),
                child("salted.test").with(Zone.Denial.NSEC3_SALTED),
                child("ed25519.test").with(Zone.Algorithm.ED25519),
                child(OPT_OUT).with(Zone.Denial.NSEC3_OPT_OUT),
                child(EXPIRED).with(Zone.Signatures.EXPIRED),
                child(ALTERED).with(Zone.Signatures.ALTERED),
                child(SignedTree.UNSIGNED).with(Zone.Signatures.NONE));
        Bind bind = Bind.start(folder, zones);
        try {
            return new BindTree(bind, Files.writeString(folder.resolve("root.anchor"), anchor(bind.rootAnchor())));
        } catch (IOException e) {
            bind.close();
            throw new UncheckedIOException(e);
        }
    }

    private static Zone child(String origin) {
        return Zone.signed(origin, SignedTree.records());
    }

    /** With one blank between the fields, and none in the digest. */
    private static String anchor(Path dsSet) throws IOException {
        try (Stream<String> lines = Files.lines(dsSet)) {
            return lines.map(line -> line.strip().split("\\s+", 7))
                    .map(field -> ". IN DS %s %s %s %s\n"
                            .formatted(field[3], field[4], field[5], field[6].replaceAll("\\s", "")))
                    .collect(Collectors.joining());
        }
    }

    @Override
    public InetSocketAddress address() {
        return bind.address();
    }

    @Override
    public Path rootAnchor() {
        return rootAnchor;
    }

    @Override
    public List<String> zones() {
        return bind.zones().stream()
                .map(Zone::origin)
                .filter(origin -> origin.endsWith(".test"))
                .toList();
    }

    @Override
    public String log() {
        return bind.log();
    }

    @Override
    public void close() {
        bind.close();
    }
}
