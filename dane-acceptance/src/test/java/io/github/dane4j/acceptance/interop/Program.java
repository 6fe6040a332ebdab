package io.github.dane4j.acceptance.interop;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A program that these tests run, and the Debian package that brings it. */
enum Program {
    NAMED("named", "bind9"),
    TSIG_KEYGEN("tsig-keygen", "bind9"),
    DNSSEC_KEYGEN("dnssec-keygen", "bind9-utils"),
    DNSSEC_SIGNZONE("dnssec-signzone", "bind9-utils"),
    DIG("dig", "bind9-dnsutils"),
    DELV("delv", "bind9-dnsutils"),
    UNBOUND("unbound", "unbound"),
    KNOTD("knotd", "knot"),
    KEYMGR("keymgr", "knot"),
    KRESD("kresd", "knot-resolver"),
    PDNS_SERVER("pdns_server", "pdns-server"),
    /** Fails without the backend, which is a library. */
    PDNSUTIL("pdnsutil", "pdns-backend-bind"),
    PDNS_RECURSOR("pdns_recursor", "pdns-recursor"),
    DNSMASQ("dnsmasq", "dnsmasq-base"),
    POSTFIX("postfix", "postfix"),
    POSTTLS_FINGER("posttls-finger", "postfix"),
    UNSHARE("unshare", "util-linux"),
    OPENSSL("openssl", "openssl"),
    GNUTLS_SERV("gnutls-serv", "gnutls-bin"),
    CHROMIUM("chromium", "chromium"),
    ZSH("zsh", "zsh"),
    FISH("fish", "fish"),
    MANDOC("mandoc", "mandoc");

    /** Daemons live where an ordinary user's PATH does not look. */
    private static final List<String> ALSO = List.of("/usr/local/sbin", "/usr/sbin", "/sbin");

    private final String name;
    private final String debianPackage;

    Program(String name, String debianPackage) {
        this.name = name;
        this.debianPackage = debianPackage;
    }

    /** Where the program is. */
    Path path() {
        return find(searchPath()).orElseThrow(() -> new AssertionError(missingFrom(searchPath())));
    }

    /** A sentence that names every program that is not in {@code folders} and the package of each; empty if none is missing. */
    static String missingFrom(List<Path> folders) {
        List<Program> missing = Arrays.stream(values())
                .filter(program -> program.find(folders).isEmpty())
                .toList();
        if (missing.isEmpty()) {
            return "";
        }
        return "The profile interop needs programs that are not on this machine: "
                + missing.stream()
                        .map(program -> program.name + " (Debian package " + program.debianPackage + ")")
                        .collect(Collectors.joining(", "))
                + ". To install them: apt-get install "
                + missing.stream()
                        .map(program -> program.debianPackage)
                        .distinct()
                        .collect(Collectors.joining(" "));
    }

    /** Where programs are looked for: PATH, and the folders of daemons. */
    static List<Path> searchPath() {
        String path = System.getenv().getOrDefault("PATH", "");
        return Stream.concat(Arrays.stream(path.split(File.pathSeparator)), ALSO.stream())
                .filter(folder -> !folder.isEmpty())
                .distinct()
                .map(Path::of)
                .toList();
    }

    private Optional<Path> find(List<Path> folders) {
        return folders.stream()
                .map(folder -> folder.resolve(name))
                .filter(Files::isExecutable)
                .findFirst();
    }
}
