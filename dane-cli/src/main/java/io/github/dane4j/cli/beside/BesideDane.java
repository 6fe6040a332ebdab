package io.github.dane4j.cli.beside;

import io.github.dane4j.DomainName;
import io.github.dane4j.InvalidNameException;
import io.github.dane4j.Reason;
import io.github.dane4j.cli.finding.Code;
import io.github.dane4j.cli.finding.Finding;
import io.github.dane4j.cli.finding.Level;
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
    private static final String MTA_STS = "MTA-STS";

    private final DnssecResolver resolver;
    private final Optional<PolicySource> policies;

    /**
     * A look at what a domain has.
     *
     * @param policies where MTA-STS policies come from
     */
    public BesideDane(DnssecResolver resolver, PolicySource policies) {
        this(resolver, Optional.of(policies));
    }

    private BesideDane(DnssecResolver resolver, Optional<PolicySource> policies) {
        this.resolver = resolver;
        this.policies = policies;
    }

    /** A look by DNS alone: whether a domain has an MTA-STS policy is seen, and not what that says. */
    public static BesideDane dnsOnly(DnssecResolver resolver) {
        return new BesideDane(resolver, Optional.empty());
    }

    /**
     * What {@code domain} has. Blocks for the lookups, and for the MTA-STS policy.
     *
     * @param mxHosts its MX hosts, which the policy must name
     * @param selectors of DKIM keys to look for
     */
    public List<Finding> of(DomainName domain, List<String> mxHosts, List<String> selectors) {
        List<Finding> findings = new ArrayList<>();
        findings.add(mtaStsOf(domain, mxHosts));
        findings.add(known(domain, this::tlsRpt));
        findings.add(known(domain, this::dmarc));
        findings.add(known(domain, this::spf));
        selectors.forEach(selector -> findings.add(known(domain, any -> dkim(any, selector))));
        return findings;
    }

    /** A lookup of texts that failed: whether there are any is not known. */
    private static final class Unknown extends Exception {
        private static final long serialVersionUID = 1L;

        private final transient Finding finding;

        Unknown(String mechanism, Answer.Failure<?> failure) {
            super(failure.detail());
            Code code = switch (failure.culprit()) {
                case ZONE ->
                    failure.reason() == Reason.DNSSEC_BOGUS ? Code.BESIDE_LOOKUP_BOGUS : Code.BESIDE_LOOKUP_FAILED;
                case PARENT ->
                    failure.reason() == Reason.DNSSEC_BOGUS ? Code.BESIDE_DS_NOT_PROVEN : Code.BESIDE_LOOKUP_FAILED;
                case NAME_SERVER -> Code.BESIDE_LOOKUP_UNANSWERED;
                case CONFIGURATION ->
                    failure.reason() == Reason.TRUST_ANCHOR_FAILED
                            ? Code.BESIDE_LOOKUP_NOT_TRUSTED
                            : Code.BESIDE_LOOKUP_NOT_MADE;
            };
            this.finding = Finding.of(code)
                    .with("mechanism", mechanism)
                    .with("query", failure.query())
                    .with("reason", failure.reason().word())
                    .with("detail", failure.detail());
        }

        Finding finding() {
            return finding;
        }
    }

    /**
     * The texts at a name.
     *
     * @param signed whether DNSSEC proves them, in words
     */
    private record Texts(List<String> records, String signed) {}

    /** Every text at {@code name}; none if it is proven, or in an unsigned zone said, that there is none. */
    private Texts texts(DomainName name, String mechanism) throws Unknown {
        Answer<String> answer = resolver.query(name, RecordType.TXT);
        return switch (answer.kind()) {
            case DATA -> {
                Answer.Data<String> data = (Answer.Data<String>) answer;
                yield new Texts(
                        data.records(),
                        data.security() == Security.SECURE ? "signed by DNSSEC" : "not signed by DNSSEC");
            }
            case DENIAL -> new Texts(List.of(), "");
            case FAILURE -> throw new Unknown(mechanism, (Answer.Failure<String>) answer);
        };
    }

    /** The texts at {@code name} that begin with a version, whatever their case. */
    private Texts texts(DomainName name, String mechanism, String version) throws Unknown {
        Texts all = texts(name, mechanism);
        return new Texts(
                all.records().stream()
                        .filter(text -> text.toLowerCase(Locale.ROOT).startsWith(version))
                        .toList(),
                all.signed());
    }

    /** A look at one thing that a domain may have. */
    @FunctionalInterface
    private interface Look {
        Finding at(DomainName domain) throws Unknown;
    }

    private static Finding known(DomainName domain, Look look) {
        Finding finding;
        try {
            finding = look.at(domain);
        } catch (Unknown e) {
            finding = e.finding();
        }
        return finding.facts().containsKey("domain") ? finding : finding.with("domain", domain.toString());
    }

    /**
     * The MTA-STS policy of {@code domain}; a finding of level {@link Level#UNKNOWN} if a lookup failed. Blocks for the
     * lookups, and for the policy if there is a record and not DNS alone is asked.
     *
     * @param mxHosts what the policy must name
     */
    public Finding mtaStsOf(DomainName domain, List<String> mxHosts) {
        return known(domain, any -> mtaSts(any, mxHosts));
    }

    private Finding mtaSts(DomainName domain, List<String> mxHosts) throws Unknown {
        Texts texts = texts(domain.child("_mta-sts"), MTA_STS, "v=stsv1");
        List<String> records = texts.records();
        if (records.isEmpty()) {
            return Finding.of(Code.MTA_STS_ABSENT);
        }
        Map<String, String> tags = Tags.of(records.get(0));
        if (records.size() > 1 || !tags.getOrDefault("id", "").matches("[A-Za-z0-9]{1,32}")) {
            return Finding.of(Code.MTA_STS_RECORD_INVALID).with("found", String.join(" / ", records));
        }
        if (policies.isEmpty()) {
            return Finding.of(Code.MTA_STS_UNREAD);
        }
        MtaStsPolicy policy;
        try {
            policy = MtaStsPolicy.parse(fetch(policies.get(), domain.child("mta-sts")));
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
                        .with("signed", texts.signed())
                : Finding.of(Code.MTA_STS_MX_MISSING).with("hosts", missing).with("mode", policy.mode());
    }

    private String fetch(PolicySource source, DomainName host) throws PolicySource.Unavailable, Unknown {
        List<InetAddress> addresses = new ArrayList<>();
        Optional<Answer.Failure<InetAddress>> failure = Optional.empty();
        for (RecordType<InetAddress> family : List.of(RecordType.A, RecordType.AAAA)) {
            Answer<InetAddress> answer = resolver.query(host, family);
            switch (answer.kind()) {
                case DATA -> addresses.addAll(((Answer.Data<InetAddress>) answer).records());
                case DENIAL -> {}
                case FAILURE -> failure = Optional.of((Answer.Failure<InetAddress>) answer);
            }
        }
        if (addresses.isEmpty()) {
            if (failure.isPresent()) {
                throw new Unknown(MTA_STS, failure.get());
            }
            throw new PolicySource.Unavailable(host + " has no address");
        }
        PolicySource.Unavailable last = new PolicySource.Unavailable("no address answers");
        for (InetAddress address : addresses) {
            try {
                return source.policy(host, address);
            } catch (PolicySource.Unavailable e) {
                last = e;
            }
        }
        throw last;
    }

    private Finding tlsRpt(DomainName domain) throws Unknown {
        Texts texts = texts(domain.child("_smtp._tls"), "TLSRPT", "v=tlsrptv1");
        List<String> records = texts.records();
        if (records.isEmpty()) {
            return Finding.of(Code.TLSRPT_ABSENT);
        }
        String rua = Tags.of(records.get(0)).getOrDefault("rua", "");
        boolean valid = records.size() == 1 && (rua.startsWith("mailto:") || rua.startsWith("https:"));
        return valid
                ? Finding.of(Code.TLSRPT_PRESENT).with("rua", rua).with("signed", texts.signed())
                : Finding.of(Code.TLSRPT_INVALID).with("found", String.join(" / ", records));
    }

    /** The domain's own record, or that of the nearest domain above it that has one. */
    private Finding dmarc(DomainName domain) throws Unknown {
        Optional<DomainName> above = Optional.of(domain);
        while (above.isPresent() && above.get().labels().size() > 1) {
            Texts texts = texts(above.get().child("_dmarc"), "DMARC", "v=dmarc1");
            List<String> records = texts.records();
            if (!records.isEmpty()) {
                String policy = Tags.of(records.get(0)).getOrDefault("p", "").toLowerCase(Locale.ROOT);
                boolean valid = records.size() == 1
                        && List.of("none", "quarantine", "reject").contains(policy);
                Finding finding = valid
                        ? Finding.of(Code.DMARC_PRESENT).with("policy", policy).with("signed", texts.signed())
                        : Finding.of(Code.DMARC_INVALID).with("found", String.join(" / ", records));
                return finding.with("domain", above.get().toString());
            }
            above = above.get().parent();
        }
        return Finding.of(Code.DMARC_ABSENT);
    }

    private Finding spf(DomainName domain) throws Unknown {
        Texts texts = texts(domain, "SPF", "v=spf1");
        List<String> records = texts.records().stream()
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
                : Finding.of(Code.SPF_PRESENT).with("found", record).with("signed", texts.signed());
    }

    private Finding dkim(DomainName domain, String selector) throws Unknown {
        DomainName name;
        try {
            name = domain.child(selector + "._domainkey");
        } catch (InvalidNameException e) {
            return Finding.of(Code.DKIM_ABSENT).with("selector", selector);
        }
        Texts texts = texts(name, "DKIM");
        List<String> records = texts.records();
        if (records.isEmpty()) {
            return Finding.of(Code.DKIM_ABSENT).with("selector", selector);
        }
        boolean key = !Tags.of(records.get(0)).getOrDefault("p", "").isEmpty();
        return key
                ? Finding.of(Code.DKIM_PRESENT).with("selector", selector).with("signed", texts.signed())
                : Finding.of(Code.DKIM_INVALID).with("selector", selector).with("found", records.get(0));
    }
}
