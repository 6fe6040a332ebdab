package io.github.dane4j.mail;

import io.github.dane4j.testkit.DnsTree;
import io.github.dane4j.testkit.Fault;
import io.github.dane4j.testkit.TestCertificate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;

/** The zones of one case of {@code docs/smtp-decisions.csv}, and what is wrong with the server that answers for them. */
public final class DecisionZones {
    private static final String SIGNED = "example.test.";
    private static final String UNSIGNED = "plain.test.";
    private static final String OTHER_SIGNED = "other.test.";

    /** Anything but the certificate of the server. */
    private static final TestCertificate OTHER =
            TestCertificate.builder().dnsNames("mx.example.test").build();

    private final Map<String, List<String>> zones = new LinkedHashMap<>();
    private final List<Consumer<DnsTree>> faults = new ArrayList<>();
    private final int port;
    private boolean insecureDenial;
    private boolean shortRecord;
    private String host = "mx." + SIGNED;
    private String tlsaOwner = host;
    private String recipient = "bob@example.test";

    /**
     * For a server at {@code port} of the first loopback address, with the certificate of {@link DecisionCase#server}; a preferred
     * host, where the case has one, is expected at the second.
     */
    public DecisionZones(DecisionCase each, int port) {
        this.port = port;
        List.of(SIGNED, UNSIGNED, OTHER_SIGNED).forEach(zone -> zones.put(zone, new ArrayList<>()));
        addresses(each.mx(), each.addresses());
        mx(each.mx());
        tlsa(each.tlsa());
    }

    /** The mail address of the case. */
    public String recipient() {
        return recipient;
    }

    /** Starts a server for the zones, which the caller closes. */
    @SuppressWarnings("exports") // Nobody requires the module of these tests.
    public DnsTree start() {
        DnsTree.Builder builder = DnsTree.builder();
        zones.forEach((name, lines) -> builder.zone(name, zone -> {
            lines.forEach(zone::record);
            if (name.equals(UNSIGNED)) {
                zone.unsigned();
            }
            if (shortRecord && name.equals(SIGNED)) {
                zone.rawRecord(owner(), 52, new byte[] {3, 1});
            }
        }));
        if (insecureDenial) {
            builder.zone("_tcp." + host, zone -> zone.unsigned().record("unrelated TXT here"));
        }
        DnsTree tree = builder.start();
        faults.forEach(fault -> fault.accept(tree));
        return tree;
    }

    private void record(String owner, String data) {
        String zone = zones.keySet().stream()
                .filter(name -> owner.equals(name) || owner.endsWith("." + name))
                .findFirst()
                .orElseThrow();
        Objects.requireNonNull(zones.get(zone)).add(owner + " " + data);
    }

    private void fault(String name, String type, Fault fault) {
        faults.add(tree -> tree.fault(name, type, fault));
    }

    private void mx(String word) {
        switch (word) {
            case "secure" -> record(SIGNED, "MX 10 " + host);
            case "insecure" -> recipientIn(UNSIGNED, "MX 10 " + host);
            case "implicit-secure", "implicit-insecure" -> recipient = "bob@" + host.substring(0, host.length() - 1);
            case "secure-alias" -> alias("alias." + SIGNED);
            case "insecure-alias" -> alias("alias." + UNSIGNED);
            case "alias-fails" -> {
                alias("alias." + SIGNED);
                fault("alias." + SIGNED, "MX", Fault.CORRUPT_SIGNATURES);
                fault(OTHER_SIGNED, "MX", Fault.CORRUPT_SIGNATURES);
            }
            case "fails" -> {
                record(SIGNED, "MX 10 " + host);
                fault(SIGNED, "MX", Fault.SERVFAIL);
            }
            case "bogus" -> {
                record(SIGNED, "MX 10 " + host);
                fault(SIGNED, "MX", Fault.CORRUPT_SIGNATURES);
            }
            case "no-such-domain" -> recipient = "bob@absent.example.test";
            case "null" -> record(SIGNED, "MX 0 .");
            case "address" -> record(SIGNED, "MX 10 127.0.0.1.");
            case "literal" -> recipient = "bob@[127.0.0.1]";
            case "two-hosts" -> {
                record(SIGNED, "MX 10 first." + SIGNED);
                record("first." + SIGNED, "A 127.0.0.2");
                record(SIGNED, "MX 20 " + host);
            }
            default -> throw new IllegalArgumentException(word);
        }
    }

    private void recipientIn(String zone, String data) {
        recipient = "bob@" + zone.substring(0, zone.length() - 1);
        record(zone, data);
    }

    private void alias(String name) {
        recipientIn(name, "CNAME " + OTHER_SIGNED);
        record(OTHER_SIGNED, "MX 10 " + host);
    }

    private void addresses(String mx, String word) {
        String itself = "A 127.0.0.1";
        switch (word) {
            case "secure" -> hostAt(mx.equals("implicit-secure") ? SIGNED : host, itself);
            case "insecure" -> hostAt(mx.equals("implicit-insecure") ? UNSIGNED : "mx." + UNSIGNED, itself);
            case "alias" -> aliasTo("real." + OTHER_SIGNED, "real." + OTHER_SIGNED);
            case "alias-to-insecure" -> aliasTo("real." + UNSIGNED, host);
            case "alias-status-fails" -> {
                aliasTo("real." + UNSIGNED, host);
                fault(host, "CNAME", Fault.SERVFAIL);
                fault(host, "DS", Fault.SERVFAIL);
            }
            case "insecure-alias" -> insecureAlias();
            case "alias-query-fails" -> {
                insecureAlias();
                fault(host, "CNAME", Fault.SERVFAIL);
            }
            case "alias-chain" -> {
                record(host, "CNAME between." + SIGNED);
                record("between." + SIGNED, "CNAME real." + OTHER_SIGNED);
                record("real." + OTHER_SIGNED, itself);
                tlsaOwner = "between." + SIGNED;
            }
            case "none" -> {}
            case "fail" -> {
                record(host, itself);
                fault(host, "A", Fault.SERVFAIL);
                fault(host, "AAAA", Fault.SERVFAIL);
            }
            case "one-family-fails" -> {
                record(host, itself);
                fault(host, "AAAA", Fault.SERVFAIL);
            }
            default -> throw new IllegalArgumentException(word);
        }
    }

    private void insecureAlias() {
        host = "mx." + UNSIGNED;
        aliasTo("real." + OTHER_SIGNED, "real." + OTHER_SIGNED);
    }

    private void hostAt(String name, String data) {
        host = name;
        tlsaOwner = name;
        record(name, data);
    }

    private void aliasTo(String target, String owner) {
        record(host, "CNAME " + target);
        record(target, "A 127.0.0.1");
        tlsaOwner = owner;
    }

    private String owner() {
        return "_" + port + "._tcp." + tlsaOwner;
    }

    private static String ee(TestCertificate certificate) {
        return "TLSA " + certificate.tlsa(3, 1, 1);
    }

    private void tlsa(String word) {
        String match = ee(DecisionCase.CERTIFICATE);
        String unusable = "TLSA " + DecisionCase.CERTIFICATE.tlsa(1, 1, 1);
        switch (word) {
            case "match" -> record(owner(), match);
            case "mismatch" -> record(owner(), ee(OTHER));
            case "match-and-other" -> {
                record(owner(), ee(OTHER));
                record(owner(), match);
            }
            case "match-and-bad" -> {
                record(owner(), "TLSA 3 1 1 abcd");
                record(owner(), match);
            }
            case "unusable" -> record(owner(), unusable);
            case "unknown" -> record(owner(), "TLSA 255 7 9 abcd");
            case "short" -> shortRecord = true;
            case "absent" -> {}
            case "other-port" -> record("_25._tcp." + tlsaOwner, ee(OTHER));
            case "insecure-denial" -> insecureDenial = true;
            case "alias" -> {
                record(owner(), "CNAME tlsa." + OTHER_SIGNED);
                record("tlsa." + OTHER_SIGNED, match);
            }
            case "alias-to-insecure" -> {
                record(owner(), "CNAME tlsa." + UNSIGNED);
                record("tlsa." + UNSIGNED, ee(OTHER));
            }
            case "second" -> record("_" + port + "._tcp." + host, match);
            case "first-unusable" -> {
                record(owner(), unusable);
                record("_" + port + "._tcp." + host, ee(OTHER));
            }
            case "first-fails" -> {
                record(owner(), match);
                record("_" + port + "._tcp." + host, match);
                fault(owner(), "TLSA", Fault.SERVFAIL);
            }
            case "fails" -> {
                record(owner(), match);
                fault(owner(), "TLSA", Fault.SERVFAIL);
            }
            case "bogus" -> {
                record(owner(), match);
                fault(owner(), "TLSA", Fault.CORRUPT_SIGNATURES);
            }
            default -> throw new IllegalArgumentException(word);
        }
    }
}
