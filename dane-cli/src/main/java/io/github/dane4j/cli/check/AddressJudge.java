package io.github.dane4j.cli.check;

import io.github.dane4j.DomainName;
import io.github.dane4j.Reason;
import io.github.dane4j.cli.check.HostPolicy.Requirement;
import io.github.dane4j.cli.finding.Code;
import io.github.dane4j.cli.finding.Finding;
import io.github.dane4j.cli.finding.Level;
import io.github.dane4j.cli.probe.Observation;
import io.github.dane4j.cli.report.CertificateSubject;
import io.github.dane4j.tlsa.EncodedCertificate;
import io.github.dane4j.tlsa.PublicKeySize;
import io.github.dane4j.verify.DaneResult;
import io.github.dane4j.verify.PresentedChain;
import java.net.Inet6Address;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Says what the observation of one address means under DANE. Pure. */
final class AddressJudge {
    private static final int STRONG_MODULUS = 2048;
    private static final int STRONG_CURVE = 224;

    private final HostPolicy policy;
    private final Instant now;
    private final Instant soon;
    private final Duration patience;

    /**
     * A judge of the addresses of one host.
     *
     * @param now the time at which certificates must be valid
     * @param soon until then they should be valid, too
     * @param patience how long the server had
     */
    AddressJudge(HostPolicy policy, Instant now, Instant soon, Duration patience) {
        this.policy = policy;
        this.now = now;
        this.soon = soon;
        this.patience = patience;
    }

    AddressReport of(Observation seen) {
        boolean covered = policy.requirement() == Requirement.AUTHENTICATED;
        Optional<DaneResult> result = covered && seen.outcome() == Observation.Outcome.SECURED
                ? Optional.of(verify(seen.chain()))
                : Optional.empty();
        Finding main = result.map(proven -> judged(proven, seen.chain())).orElseGet(() -> unproven(seen));
        List<Finding> more = new ArrayList<>();
        if (result.isPresent()) {
            more.addAll(onCertificates(seen, result.get()));
            otherCertificate(seen).ifPresent(more::add);
        }
        return new AddressReport(
                seen,
                placed(seen, covered ? main : uncovered(main)),
                result,
                more.stream().map(each -> placed(seen, each)).toList());
    }

    private DaneResult verify(List<EncodedCertificate> chain) {
        return policy.verifier()
                .verify(
                        policy.records(),
                        PresentedChain.ofDer(
                                chain.stream().map(EncodedCertificate::der).toList()),
                        policy.names().orElseThrow(),
                        now);
    }

    private Finding placed(Observation seen, Finding finding) {
        return finding.with(Finding.HOST, policy.host())
                .with(Finding.ADDRESS, seen.address().getHostAddress());
    }

    /** Where nothing was promised, nothing is broken, and nothing needs to be known. */
    private Finding uncovered(Finding finding) {
        boolean unusable = policy.requirement() == Requirement.ENCRYPTED;
        return finding.level() == Level.OK || (unusable && finding.level().compareTo(Level.NOT_COVERED) > 0)
                ? finding
                : finding.at(Level.NOT_COVERED);
    }

    private Finding unproven(Observation seen) {
        return switch (seen.outcome()) {
            case SECURED -> Finding.of(Code.ENCRYPTED);
            case LEFT_OUT -> Finding.of(Code.FAMILY_LEFT_OUT);
            case NO_ROUTE ->
                Finding.of(Code.NO_ROUTE).with("family", seen.address() instanceof Inet6Address ? "IPv6" : "IPv4");
            case NOT_REACHED ->
                Finding.of(Code.NOT_REACHED).with("detail", seen.said()).with("port", policy.port());
            case SLOW -> Finding.of(Code.SERVER_SLOW).with("seconds", (int) patience.toSeconds());
            case BROKEN_OFF -> Finding.of(Code.SERVER_BREAKS_OFF).with("detail", seen.said());
            case REFUSES_SERVICE -> Finding.of(Code.SERVER_REFUSES_SERVICE).with("said", seen.said());
            case OTHER_PROTOCOL ->
                Finding.of(Code.NOT_THE_PROTOCOL)
                        .with("protocol", seen.protocol().words())
                        .with("said", seen.said());
            case NOT_OFFERED -> Finding.of(Code.STARTTLS_NOT_OFFERED).with("said", seen.said());
            case REFUSED -> Finding.of(Code.STARTTLS_REFUSED).with("said", seen.said());
            case HANDSHAKE_FAILED -> Finding.of(Code.HANDSHAKE_FAILED).with("detail", seen.said());
            case OUTDATED -> Finding.of(Code.TLS_OUTDATED).with("version", seen.said());
        };
    }

    private Finding judged(DaneResult result, List<EncodedCertificate> chain) {
        if (result instanceof DaneResult.Authenticated yes) {
            Finding finding =
                    Finding.of(Code.AUTHENTICATED).with("record", yes.record()).with("depth", yes.depth());
            return yes.matchedName().isPresent()
                    ? finding.with("name", yes.matchedName().get().toString())
                    : finding;
        }
        Reason reason = reason(result);
        return Finding.of(codeOf(reason))
                .with("reason", reason.word())
                .with("why", reason.description())
                .with("right", NearestSlip.recommended(chain))
                .with("name", policy.baseDomain().map(DomainName::toString).orElse(policy.host()));
    }

    private static Reason reason(DaneResult result) {
        return result instanceof DaneResult.NotAuthenticated no ? no.reason() : Reason.NO_USABLE_RECORDS;
    }

    private static Code codeOf(Reason reason) {
        return switch (reason) {
            case ANCHOR_NOT_IN_CHAIN, ANCHOR_NOT_ON_PATH, SIGNATURE_INVALID, NO_PKIX_PATH -> Code.CHAIN_INCOMPLETE;
            case EXPIRED -> Code.CHAIN_EXPIRED;
            case NAME_MISMATCH -> Code.CHAIN_OTHER_NAME;
            case WEAK_KEY -> Code.KEY_TOO_WEAK;
            case BUDGET_EXHAUSTED,
                    INVALID_PATH,
                    NOT_A_CA,
                    PATH_TOO_LONG,
                    UNKNOWN_CRITICAL_EXTENSION,
                    NAME_CONSTRAINTS,
                    EXTENDED_KEY_USAGE,
                    NOT_YET_VALID -> Code.CHAIN_INVALID;
            default -> Code.NOT_AUTHENTICATED;
        };
    }

    /** A sender that prefers the other kind of key gets the other certificate. */
    private Optional<Finding> otherCertificate(Observation seen) {
        if (seen.otherChain().isEmpty()) {
            return Optional.empty();
        }
        DaneResult result = verify(seen.otherChain());
        EncodedCertificate other = seen.otherChain().get(0);
        return result.kind() == DaneResult.Kind.AUTHENTICATED
                ? Optional.empty()
                : Optional.of(Finding.of(Code.OTHER_CERTIFICATE_FAILS)
                        .with("certificate", subject(other))
                        .with("kind", other.publicKeySize().kind().name())
                        .with("reason", reason(result).word())
                        .with("why", reason(result).description())
                        .with("right", NearestSlip.recommended(seen.otherChain())));
    }

    private List<Finding> onCertificates(Observation seen, DaneResult result) {
        List<Finding> findings = new ArrayList<>();
        List<EncodedCertificate> path = result instanceof DaneResult.Authenticated yes ? yes.path() : List.of();
        for (EncodedCertificate each : path) {
            CertificateSubject.read(each).ifPresent(parsed -> {
                Instant ends = parsed.getNotAfter().toInstant();
                if (!ends.isBefore(now) && ends.isBefore(soon)) {
                    findings.add(Finding.of(Code.CERTIFICATE_ENDS_SOON)
                            .with("certificate", subject(each))
                            .with("ends", ends));
                }
            });
            weak(each).ifPresent(findings::add);
        }
        if (!path.isEmpty()) {
            CertificateSubject.read(seen.chain().get(0)).ifPresent(leaf -> findings.addAll(ignoredByDaneEe(leaf)));
        }
        return findings;
    }

    private List<Finding> ignoredByDaneEe(X509Certificate leaf) {
        List<Finding> findings = new ArrayList<>();
        Instant ends = leaf.getNotAfter().toInstant();
        Instant begins = leaf.getNotBefore().toInstant();
        if (ends.isBefore(now)) {
            findings.add(Finding.of(Code.CERTIFICATE_EXPIRED).with("ends", ends));
        }
        if (begins.isAfter(now)) {
            findings.add(Finding.of(Code.CERTIFICATE_NOT_YET_VALID).with("begins", begins));
        }
        policy.name()
                .filter(name -> !CertificateSubject.isFor(leaf, name))
                .filter(name -> policy.baseDomain()
                        .filter(base -> CertificateSubject.isFor(leaf, base))
                        .isEmpty())
                .ifPresent(name ->
                        findings.add(Finding.of(Code.CERTIFICATE_OTHER_NAME).with("name", name.toString())));
        return findings;
    }

    private static Optional<Finding> weak(EncodedCertificate certificate) {
        PublicKeySize size = certificate.publicKeySize();
        int floor = switch (size.kind()) {
            case RSA, DSA -> STRONG_MODULUS;
            case EC -> STRONG_CURVE;
            case OTHER -> 0;
        };
        return size.bits() >= floor
                ? Optional.empty()
                : Optional.of(Finding.of(Code.KEY_WEAK)
                        .with("certificate", subject(certificate))
                        .with("kind", size.kind().name())
                        .with("bits", size.bits()));
    }

    private static String subject(EncodedCertificate certificate) {
        return CertificateSubject.of(certificate).orElse("(no subject)");
    }
}
