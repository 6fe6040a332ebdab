package io.github.dane4j.cli.lookup;

import io.github.dane4j.DomainName;
import io.github.dane4j.InvalidNameException;
import io.github.dane4j.Printable;
import io.github.dane4j.Reason;
import io.github.dane4j.cli.finding.Culprit;
import io.github.dane4j.cli.input.Invocation;
import io.github.dane4j.cli.report.ExitStatus;
import io.github.dane4j.cli.report.Json;
import io.github.dane4j.cli.resolver.ResolverOptions;
import io.github.dane4j.cli.resolver.ResolverProbe;
import io.github.dane4j.dns.Answer;
import io.github.dane4j.dns.DnssecResolver;
import io.github.dane4j.dns.LookupEvent;
import io.github.dane4j.dns.LookupTrace;
import io.github.dane4j.dns.MxRecord;
import io.github.dane4j.dns.RecordType;
import io.github.dane4j.dns.Security;
import io.github.dane4j.dns.SrvRecord;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/** {@code dane lookup}: one validated lookup, with each step of it. */
@Command(
        name = "lookup",
        description = {
            "Looks up one name and type, validates the answer from the root down, and prints each"
                    + " step: the question, the reply, which key is named by a trust anchor or DS record, which key"
                    + " signed what, and the validator's verdict.",
            "It looks up the types that mail and services need. DS and DNSKEY records are in the steps, as far as"
                    + " the proof rests on them; NS and SOA records prove nothing, and are not looked up."
        },
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {"  dane lookup _25._tcp.mx.example.org TLSA", "  dane lookup example.org MX --quiet"},
        exitCodeListHeading = ExitStatus.HEADING,
        exitCodeList = {
            "0:secure: records, or the proof that there are none",
            "1:bogus: the answer fails validation",
            "2:wrong usage",
            "3:unknown: the lookup failed",
            "4:insecure: the zone is not signed"
        },
        exitCodeOnExecutionException = ExitStatus.UNKNOWN)
public final class LookupCommand implements Callable<Integer> {
    private static final int SHOWN = 500;
    private static final List<RecordType<?>> TYPES = List.of(
            RecordType.A,
            RecordType.AAAA,
            RecordType.CNAME,
            RecordType.MX,
            RecordType.SRV,
            RecordType.TLSA,
            RecordType.TXT);

    @Mixin
    private Invocation invocation = new Invocation();

    @Parameters(index = "0", paramLabel = "NAME", description = "a domain name")
    private String name = "";

    @Parameters(index = "1", paramLabel = "TYPE", description = "A, AAAA, CNAME, MX, SRV, TLSA or TXT")
    private String type = "";

    @Option(
            names = {"-q", "--quiet"},
            description = "print the answer only, without the steps")
    private boolean quiet;

    @Option(names = "--json", description = "print JSON, see docs/json.md")
    private boolean json;

    @Mixin
    private ResolverOptions resolverOptions = new ResolverOptions();

    LookupCommand() {}

    @Override
    public Integer call() {
        DomainName asked = name();
        RecordType<?> wanted = type();
        LookupTrace trace = new LookupTrace();
        Answer<?> answer;
        Optional<String> resolver = Optional.empty();
        try (DnssecResolver dns = resolverOptions.open(Optional.of(trace))) {
            answer = dns.query(asked, wanted);
        }
        if (answer.kind() == Answer.Kind.FAILURE) {
            ResolverProbe probe = ResolverProbe.start(resolverOptions.plain());
            if (!probe.hasGoodOne()) {
                resolver = probe.troubles().stream()
                        .findFirst()
                        .map(trouble -> trouble.text()
                                + trouble.advice().map(advice -> "; " + advice).orElse(""));
            }
        }
        if (json) {
            Optional<String> trouble = resolver;
            Json.print(out(), "lookup", document -> write(document, answer, trouble, trace));
        } else {
            print(answer, resolver, trace);
        }
        return status(answer);
    }

    private void print(Answer<?> answer, Optional<String> resolver, LookupTrace trace) {
        PrintWriter out = out();
        if (!quiet) {
            trace.events().stream()
                    .filter(event -> !(event instanceof LookupEvent.Started))
                    .forEach(event -> out.println("  " + Printable.clip(event.toString(), SHOWN)));
        }
        out.println(Printable.clip(answer.toString(), SHOWN));
        answer.aliases().forEach(alias -> out.println("  alias    " + alias + ", " + word(alias.security())));
        if (answer instanceof Answer.Data<?> data) {
            data.records().forEach(record -> out.println("  record   " + shown(record)));
        }
        cut(answer).ifPresent(zone -> out.println("  cut      " + zone + " has no DS record in its parent"));
        expiry(answer).ifPresent(expiry -> out.println("  expires  " + expiry));
        resolver.map(text -> "     " + text)
                .or(() -> failure(answer).map(LookupCommand::advice))
                .ifPresent(text -> out.println("  hint" + text));
        out.flush();
    }

    private static void write(Json json, Answer<?> answer, Optional<String> resolver, LookupTrace trace)
            throws IOException {
        json.field("name", answer.name().toString())
                .field("type", answer.type().toString())
                .field("status", Json.word(answer.kind()))
                .field("security", security(answer).map(Json::word))
                .field("reason", reason(answer).map(Reason::word))
                .field("detail", Printable.clip(answer.describe(), SHOWN))
                .field(
                        "culprit",
                        failure(answer)
                                .map(failure -> Culprit.of(failure.culprit()))
                                .map(Json::word))
                .field("advice", failure(answer).map(Answer.Failure::advice))
                .array(
                        "aliases",
                        answer.aliases(),
                        (array, alias) -> array.object(
                                fields -> fields.field("from", alias.from().toString())
                                        .field("to", alias.to().toString())
                                        .field("security", Json.word(alias.security()))))
                .texts(
                        "records",
                        answer instanceof Answer.Data<?> data
                                ? data.records().stream()
                                        .map(LookupCommand::shown)
                                        .toList()
                                : List.of())
                .field("cut", cut(answer).map(DomainName::toString))
                .field("expires", expiry(answer).map(Instant::toString))
                .field("resolver", resolver)
                .array("steps", trace.events(), (array, event) -> array.object(fields -> step(fields, event)));
    }

    private static void step(Json json, LookupEvent event) throws IOException {
        json.field("step", event.getClass().getSimpleName().toLowerCase(Locale.ROOT))
                .field("text", Printable.clip(event.toString(), SHOWN));
        if (event instanceof LookupEvent.Linked link) {
            OptionalInt digestType = link.digestType();
            json.field("link", Json.word(link.kind()))
                    .field("records", link.records())
                    .field("zone", link.zone())
                    .field("keyTag", link.keyTag())
                    .field("algorithm", link.algorithm())
                    .field("digestType", digestType.isPresent() ? (Integer) digestType.getAsInt() : null);
        }
    }

    private static String shown(Object record) {
        if (record instanceof InetAddress address) {
            return address.getHostAddress();
        }
        if (record instanceof MxRecord mx) {
            return Printable.clip(mx.preference() + " " + mx.exchange(), SHOWN);
        }
        if (record instanceof SrvRecord srv) {
            return Printable.clip(srv.priority() + " " + srv.weight() + " " + srv.port() + " " + srv.target(), SHOWN);
        }
        return record instanceof String text ? '"' + Printable.clip(text, SHOWN) + '"' : record.toString();
    }

    private static String word(Security security) {
        return security.name().toLowerCase(Locale.ROOT);
    }

    private static Optional<Security> security(Answer<?> answer) {
        return switch (answer.kind()) {
            case DATA -> Optional.of(((Answer.Data<?>) answer).security());
            case DENIAL -> Optional.of(((Answer.Denial<?>) answer).security());
            case FAILURE -> Optional.empty();
        };
    }

    private static Optional<Reason> reason(Answer<?> answer) {
        return failure(answer).map(Answer.Failure::reason);
    }

    private static Optional<Answer.Failure<?>> failure(Answer<?> answer) {
        return answer instanceof Answer.Failure<?> failure ? Optional.of(failure) : Optional.empty();
    }

    private static String advice(Answer.Failure<?> failure) {
        return " (" + Culprit.of(failure.culprit()).words() + "): " + failure.advice();
    }

    private static Optional<DomainName> cut(Answer<?> answer) {
        return switch (answer.kind()) {
            case DATA -> ((Answer.Data<?>) answer).cut();
            case DENIAL -> ((Answer.Denial<?>) answer).cut();
            case FAILURE -> Optional.empty();
        };
    }

    private static Optional<Instant> expiry(Answer<?> answer) {
        return switch (answer.kind()) {
            case DATA -> Optional.of(((Answer.Data<?>) answer).expiry());
            case DENIAL -> Optional.of(((Answer.Denial<?>) answer).expiry());
            case FAILURE -> Optional.empty();
        };
    }

    private static int status(Answer<?> answer) {
        Optional<Security> security = security(answer);
        if (security.isPresent()) {
            return security.get() == Security.SECURE ? ExitStatus.OK : ExitStatus.NOT_COVERED;
        }
        return reason(answer).filter(Reason.DNSSEC_BOGUS::equals).isPresent() ? ExitStatus.NO : ExitStatus.UNKNOWN;
    }

    private DomainName name() {
        try {
            return DomainName.of(name);
        } catch (InvalidNameException e) {
            throw new ParameterException(invocation.commandLine(), String.valueOf(e.getMessage()));
        }
    }

    private RecordType<?> type() {
        return TYPES.stream()
                .filter(each -> each.toString().equalsIgnoreCase(type))
                .findFirst()
                .orElseThrow(() -> new ParameterException(
                        invocation.commandLine(),
                        "expected the type A, AAAA, CNAME, MX, SRV, TLSA or TXT, found "
                                + Printable.clip(type, SHOWN)));
    }

    private PrintWriter out() {
        return invocation.commandLine().getOut();
    }
}
