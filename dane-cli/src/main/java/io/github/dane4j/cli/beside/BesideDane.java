package io.github.dane4j.cli.beside;

import io.github.dane4j.DomainName;
import io.github.dane4j.InvalidNameException;
import io.github.dane4j.cli.finding.Code;
import io.github.dane4j.cli.finding.Finding;
import io.github.dane4j.cli.resolver.PlainDns;
import io.github.dane4j.dns.Answer;
import io.github.dane4j.dns.DnssecResolver;
import io.github.dane4j.dns.RecordType;
import io.github.dane4j.dns.Security;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Looks at the records that protect mail beside DANE. */
public final class BesideDane {
    private final DnssecResolver resolver;
    private final PlainDns plain;
    private final PolicySource policies;

    /**
     * A look at what a domain has.
     *
     * @param plain for TXT records, which the library does not look up
     * @param policies where MTA-STS policies come from
     */
    public BesideDane(DnssecResolver resolver, PlainDns plain, PolicySource policies) {
        this.resolver = resolver;
        this.plain = plain;
        this.policies = policies;
    }

    /**
     * What {@code domain} has. Blocks for the lookups, and for the MTA-STS policy.
     *
     * @param mxHosts its MX hosts, which the policy must name
     * @param selectors of DKIM keys to look for
     */
    public List<Finding> of(DomainName domain, List<String> mxHosts, List<String> selectors) {
        List<Finding> findings = new ArrayList<>();
        findings.add(mtaSts(domain, mxHosts));
        findings.add(tlsRpt(domain));
        findings.add(dmarc(domain));
        findings.add(spf(domain));
        selectors.forEach(selector -> findings.add(dkim(domain, selector)));
        return findings.stream()
                .map(finding ->
                        finding.facts().containsKey("domain") ? finding : finding.with("domain", domain.toString()))
                .toList();
    }

    /** Whether the zone that holds a name is signed: the library proves that of every name, by any type. */
    private String signed(DomainName name) {
        Answer<?> answer = resolver.query(name, RecordType.TLSA);
        boolean secure = switch (answer.kind()) {
            case DATA -> ((Answer.Data<?>) answer).security() == Security.SECURE;
            case DENIAL -> ((Answer.Denial<?>) answer).security() == Security.SECURE;
            case FAILURE -> false;
        };
        return secure ? "signed by DNSSEC" : "not signed by DNSSEC";
    }

    private List<String> texts(DomainName name, String version) {
        return plain.texts(name).stream()
                .filter(text -> text.toLowerCase(Locale.ROOT).startsWith(version))
                .toList();
    }

    /**
     * The MTA-STS policy of {@code domain}. Blocks for the lookups, and for the policy if there is a record.
     *
     * @param mxHosts what the policy must name
     */
    public Finding mtaStsOf(DomainName domain, List<String> mxHosts) {
        return mtaSts(domain, mxHosts).with("domain", domain.toString());
    }

    private Finding mtaSts(DomainName domain, List<String> mxHosts) {
        DomainName name = domain.child("_mta-sts");
        List<String> records = texts(name, "v=stsv1");
        if (records.isEmpty()) {
            return Finding.of(Code.MTA_STS_ABSENT);
        }
        Map<String, String> tags = Tags.of(records.get(0));
        if (records.size() > 1 || !tags.getOrDefault("id", "").matches("[A-Za-z0-9]{1,32}")) {
            return Finding.of(Code.MTA_STS_RECORD_INVALID).with("found", String.join(" / ", records));
        }
        MtaStsPolicy policy;
        try {
            policy = MtaStsPolicy.parse(fetch(domain.child("mta-sts")));
        } catch (PolicySource.Unavailable e) {
            return Finding.of(Code.MTA_STS_UNREACHABLE).with("detail", String.valueOf(e.getMessage()));
        } catch (IllegalArgumentException e) {
            return Finding.of(Code.MTA_STS_POLICY_INVALID).with("detail", String.valueOf(e.getMessage()));
        }
        List<String> missing =
                mxHosts.stream().filter(host -> !policy.allows(host)).toList();
        return missing.isEmpty()
                ? Finding.of(Code.MTA_STS_PRESENT)
                        .with("mode", policy.mode())
                        .with("seconds", policy.maxAge())
                        .with("signed", signed(name))
                : Finding.of(Code.MTA_STS_MX_MISSING).with("hosts", missing).with("mode", policy.mode());
    }

    private String fetch(DomainName host) throws PolicySource.Unavailable {
        List<InetAddress> addresses = new ArrayList<>();
        for (RecordType<InetAddress> family : List.of(RecordType.A, RecordType.AAAA)) {
            if (resolver.query(host, family) instanceof Answer.Data<InetAddress> data) {
                addresses.addAll(data.records());
            }
        }
        if (addresses.isEmpty()) {
            throw new PolicySource.Unavailable(host + " has no address");
        }
        PolicySource.Unavailable last = new PolicySource.Unavailable("no address answers");
        for (InetAddress address : addresses) {
            try {
                return policies.policy(host, address);
            } catch (PolicySource.Unavailable e) {
                last = e;
            }
        }
        throw last;
    }

    private Finding tlsRpt(DomainName domain) {
        DomainName name = domain.child("_smtp._tls");
        List<String> records = texts(name, "v=tlsrptv1");
        if (records.isEmpty()) {
            return Finding.of(Code.TLSRPT_ABSENT);
        }
        String rua = Tags.of(records.get(0)).getOrDefault("rua", "");
        boolean valid = records.size() == 1 && (rua.startsWith("mailto:") || rua.startsWith("https:"));
        return valid
                ? Finding.of(Code.TLSRPT_PRESENT).with("rua", rua).with("signed", signed(name))
                : Finding.of(Code.TLSRPT_INVALID).with("found", String.join(" / ", records));
    }

    /** The domain's own record, or that of the nearest domain above it that has one. */
    private Finding dmarc(DomainName domain) {
        Optional<DomainName> above = Optional.of(domain);
        while (above.isPresent() && above.get().labels().size() > 1) {
            DomainName name = above.get().child("_dmarc");
            List<String> records = texts(name, "v=dmarc1");
            if (!records.isEmpty()) {
                String policy = Tags.of(records.get(0)).getOrDefault("p", "").toLowerCase(Locale.ROOT);
                boolean valid = records.size() == 1
                        && List.of("none", "quarantine", "reject").contains(policy);
                Finding finding = valid
                        ? Finding.of(Code.DMARC_PRESENT).with("policy", policy).with("signed", signed(name))
                        : Finding.of(Code.DMARC_INVALID).with("found", String.join(" / ", records));
                return finding.with("domain", above.get().toString());
            }
            above = above.get().parent();
        }
        return Finding.of(Code.DMARC_ABSENT);
    }

    private Finding spf(DomainName domain) {
        List<String> records = texts(domain, "v=spf1").stream()
                .filter(text -> text.length() == 6 || text.charAt(6) == ' ')
                .toList();
        if (records.isEmpty()) {
            return Finding.of(Code.SPF_ABSENT);
        }
        if (records.size() > 1) {
            return Finding.of(Code.SPF_INVALID).with("count", records.size());
        }
        String record = records.get(0);
        List<String> terms = List.of(record.toLowerCase(Locale.ROOT).split(" +"));
        return terms.contains("+all") || terms.contains("all")
                ? Finding.of(Code.SPF_OPEN).with("found", record)
                : Finding.of(Code.SPF_PRESENT).with("found", record).with("signed", signed(domain));
    }

    private Finding dkim(DomainName domain, String selector) {
        DomainName name;
        try {
            name = domain.child(selector + "._domainkey");
        } catch (InvalidNameException e) {
            return Finding.of(Code.DKIM_ABSENT).with("selector", selector);
        }
        List<String> records = plain.texts(name);
        if (records.isEmpty()) {
            return Finding.of(Code.DKIM_ABSENT).with("selector", selector);
        }
        boolean key = !Tags.of(records.get(0)).getOrDefault("p", "").isEmpty();
        return key
                ? Finding.of(Code.DKIM_PRESENT).with("selector", selector).with("signed", signed(name))
                : Finding.of(Code.DKIM_INVALID).with("selector", selector).with("found", records.get(0));
    }
}
