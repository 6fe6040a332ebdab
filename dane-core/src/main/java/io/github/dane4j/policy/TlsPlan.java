package io.github.dane4j.policy;

import io.github.dane4j.Culprit;
import io.github.dane4j.DomainName;
import io.github.dane4j.Reason;
import io.github.dane4j.dns.Answer;
import io.github.dane4j.tlsa.TlsaRecord;
import io.github.dane4j.verify.ReferenceIdentifiers;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * What a connection to one server must be like, decided before connecting. {@link SmtpDane}, {@link SrvDane} and {@link
 * ServiceDane} make plans; mail, TLS contexts and the command follow them.
 *
 * <pre>{@code
 * TlsPlan plan = smtp.plan("mx.example.org", 25);
 * switch (plan.kind()) {
 *     case AUTHENTICATE -> authenticate((TlsPlan.Authenticate) plan); // TLS, and a certificate that matches the records
 *     case ENCRYPT -> encrypt((TlsPlan.Encrypt) plan);                // TLS, never in the clear
 *     case NOT_COVERED -> asWithoutDane((TlsPlan.NotCovered) plan);   // what the application does anyway
 *     case REFUSE -> refuse((TlsPlan.Refuse) plan);                   // no connection
 * }
 * }</pre>
 *
 * <p>Connect to the addresses of the plan and to no others: another lookup may say something else. Immutable.
 */
public sealed interface TlsPlan {
    /** The cases, for an exhaustive switch. Never write a {@code default} branch that connects. */
    enum Kind {
        /** {@link Authenticate}. */
        AUTHENTICATE,
        /** {@link Encrypt}. */
        ENCRYPT,
        /** {@link NotCovered}. */
        NOT_COVERED,
        /** {@link Refuse}. */
        REFUSE
    }

    /** Which case this is. */
    Kind kind();

    /** The server, as in messages: host and port, for example {@code mx.example.org:25}. */
    String server();

    /** The server's addresses, in the order in which to try them: at least one, but none if the plan is to {@link Refuse}. */
    List<InetAddress> addresses();

    /** Every DNS answer received, in the order of the queries; empty if DNS was not asked. */
    List<Answer<?>> evidence();

    /** The plan in several lines, for a person. */
    String explain();

    /**
     * The same plan where DANE is mandatory (RFC 7672 section 6): {@link Authenticate} stays; anything else becomes {@link
     * Refuse}.
     */
    default TlsPlan mandatory() {
        return switch (kind()) {
            case AUTHENTICATE, REFUSE -> this;
            case ENCRYPT -> new Refuse(server(), ((Encrypt) this).reason(), evidence());
            case NOT_COVERED -> new Refuse(server(), ((NotCovered) this).reason(), evidence());
        };
    }

    /**
     * The same plan with only the addresses that {@code allowed} accepts; {@link Refuse} with {@link
     * Reason#ADDRESS_NOT_ALLOWED} if there is none.
     */
    default TlsPlan onlyTo(Predicate<InetAddress> allowed) {
        if (kind() == Kind.REFUSE) {
            return this;
        }
        List<InetAddress> left = addresses().stream().filter(allowed).toList();
        if (left.size() == addresses().size()) {
            return this;
        }
        if (left.isEmpty()) {
            return new Refuse(server(), Reason.ADDRESS_NOT_ALLOWED, evidence());
        }
        return switch (kind()) {
            case AUTHENTICATE -> {
                Authenticate plan = (Authenticate) this;
                yield new Authenticate(
                        plan.server(), plan.baseDomain(), plan.names(), plan.records(), left, plan.evidence());
            }
            case ENCRYPT -> {
                Encrypt plan = (Encrypt) this;
                yield new Encrypt(
                        plan.server(),
                        plan.reason(),
                        plan.baseDomain(),
                        plan.names(),
                        plan.pkix(),
                        plan.records(),
                        left,
                        plan.evidence());
            }
            case NOT_COVERED -> {
                NotCovered plan = (NotCovered) this;
                yield new NotCovered(plan.server(), plan.reason(), plan.names(), left, plan.evidence());
            }
            case REFUSE -> this;
        };
    }

    /**
     * The same plan without its answers and addresses, and with its records in one order: two such plans are equal if they ask
     * the same of a connection. Do not connect by it.
     */
    default TlsPlan withoutAnswers() {
        List<InetAddress> addresses = List.of();
        List<Answer<?>> answers = List.of();
        return switch (kind()) {
            case AUTHENTICATE -> {
                Authenticate plan = (Authenticate) this;
                yield new Authenticate(
                        plan.server(), plan.baseDomain(), plan.names(), sorted(plan.records()), addresses, answers);
            }
            case ENCRYPT -> {
                Encrypt plan = (Encrypt) this;
                yield new Encrypt(
                        plan.server(),
                        plan.reason(),
                        plan.baseDomain(),
                        plan.names(),
                        plan.pkix(),
                        sorted(plan.records()),
                        addresses,
                        answers);
            }
            case NOT_COVERED -> {
                NotCovered plan = (NotCovered) this;
                yield new NotCovered(plan.server(), plan.reason(), plan.names(), addresses, answers);
            }
            case REFUSE -> new Refuse(server(), ((Refuse) this).reason(), answers);
        };
    }

    private static List<TlsaRecord> sorted(List<TlsaRecord> records) {
        return records.size() == 1
                ? records
                : records.stream().sorted().distinct().toList();
    }

    /**
     * TLS, and a certificate that matches the TLSA records.
     *
     * @param baseDomain the TLSA base domain, which is the server name to send (RFC 7671 section 7, RFC 7672 section 8.1)
     * @param names the names of which the certificate must have one, where a certificate usage asks for names
     * @param records the secure TLSA records; at least one is usable
     */
    record Authenticate(
            String server,
            DomainName baseDomain,
            ReferenceIdentifiers names,
            List<TlsaRecord> records,
            List<InetAddress> addresses,
            List<Answer<?>> evidence)
            implements TlsPlan {
        /** Copies the lists. */
        public Authenticate {
            records = List.copyOf(records);
            addresses = List.copyOf(addresses);
            evidence = List.copyOf(evidence);
        }

        @Override
        public Kind kind() {
            return Kind.AUTHENTICATE;
        }

        @Override
        public String explain() {
            return new PlanText(server, "TLS is required, and the server must match its TLSA records")
                    .answers(evidence)
                    .base(baseDomain)
                    .records(records)
                    .names(names.names())
                    .toString();
        }
    }

    /**
     * TLS, never cleartext: the host has committed itself to TLS by secure TLSA records, which do not say who the server is.
     *
     * @param reason why not: none of them is usable ({@link Reason#NO_USABLE_RECORDS}), or the records that name the host are
     *     not signed, and policy asks for no more than TLS then ({@link Reason#MX_INSECURE}, {@link InsecureMx#ENCRYPT})
     * @param baseDomain the TLSA base domain
     * @param names of the server, for whoever checks its certificate by PKIX; the first is the server name to send
     * @param pkix whether PKIX must authenticate the server by one of the names, as for any server but an MX host (RFC 6698
     *     section 4.1, RFC 7673 section 4.1). An MX host is not authenticated then (RFC 7672 section 2.2)
     * @param records the secure TLSA records; at least one
     */
    record Encrypt(
            String server,
            Reason reason,
            DomainName baseDomain,
            ReferenceIdentifiers names,
            boolean pkix,
            List<TlsaRecord> records,
            List<InetAddress> addresses,
            List<Answer<?>> evidence)
            implements TlsPlan {
        /** Copies the lists. */
        public Encrypt {
            records = List.copyOf(records);
            addresses = List.copyOf(addresses);
            evidence = List.copyOf(evidence);
        }

        @Override
        public Kind kind() {
            return Kind.ENCRYPT;
        }

        @Override
        public String explain() {
            return new PlanText(
                            server,
                            pkix
                                    ? "TLS is required, and a certificate from a trusted authority"
                                    : "TLS is required, and the server is not authenticated")
                    .because(reason)
                    .answers(evidence)
                    .base(baseDomain)
                    .records(records)
                    .names(names.names())
                    .toString();
        }
    }

    /**
     * What the application does without DANE, with TLS or without: the host proves that it makes no such promise.
     *
     * @param reason for example {@link Reason#NO_TLSA} or {@link Reason#HOST_INSECURE}
     * @param names of the server, for whoever checks its certificate by PKIX; the first is the server name to send. Empty if
     *     the host is an IP address
     */
    record NotCovered(
            String server, Reason reason, List<DomainName> names, List<InetAddress> addresses, List<Answer<?>> evidence)
            implements TlsPlan {
        /** Copies the lists. */
        public NotCovered {
            names = List.copyOf(names);
            addresses = List.copyOf(addresses);
            evidence = List.copyOf(evidence);
        }

        @Override
        public Kind kind() {
            return Kind.NOT_COVERED;
        }

        @Override
        public String explain() {
            return new PlanText(server, "not covered by DANE")
                    .because(reason)
                    .answers(evidence)
                    .names(names)
                    .toString();
        }
    }

    /**
     * No connection (RFC 7672 section 2.1.2, RFC 7673 sections 3.2 and 3.4). Another server of the same domain or service may
     * be tried.
     */
    record Refuse(String server, Reason reason, List<Answer<?>> evidence) implements TlsPlan {
        /** Copies the list. */
        public Refuse {
            evidence = List.copyOf(evidence);
        }

        @Override
        public Kind kind() {
            return Kind.REFUSE;
        }

        /** Who has to act, if the reason is a lookup that failed. */
        public Optional<Culprit> culprit() {
            return Failures.culprit(reason, evidence);
        }

        /** Empty. */
        @Override
        public List<InetAddress> addresses() {
            return List.of();
        }

        @Override
        public String explain() {
            return new PlanText(server, "no connection is made")
                    .because(reason)
                    .answers(evidence)
                    .toString();
        }
    }
}
