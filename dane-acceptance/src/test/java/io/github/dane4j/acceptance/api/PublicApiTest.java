package io.github.dane4j.acceptance.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dane4j.DomainName;
import io.github.dane4j.bctls.BouncyCastleTls;
import io.github.dane4j.jsse.DaneSslContext;
import io.github.dane4j.mail.DaneMail;
import io.github.dane4j.mtasts.MtaSts;
import io.github.dane4j.policy.TlsPlan;
import io.github.dane4j.testkit.DnsTree;
import io.github.dane4j.tlsrpt.TlsReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Every change of a public signature shows in a diff, and is meant. To write the files anew, after a change that is:
 *
 * <pre>./mvnw -pl dane-acceptance -am test -Dtest=PublicApiTest -Dsurefire.failIfNoSpecifiedTests=false -Ddane.api.write=true</pre>
 */
class PublicApiTest {
    private static final Path FOLDER = Path.of("..", "docs", "api");

    /** The published modules. */
    enum Published {
        DANE_CORE(DomainName.class),
        DANE_JSSE(DaneSslContext.class),
        DANE_BCTLS(BouncyCastleTls.class),
        DANE_JAVAMAIL(DaneMail.class),
        DANE_TLSRPT(TlsReport.class),
        DANE_MTA_STS(MtaSts.class),
        DANE_TESTKIT(DnsTree.class);

        private final Class<?> member;

        Published(Class<?> member) {
            this.member = member;
        }

        private Path file() {
            return FOLDER.resolve(name().toLowerCase(Locale.ROOT).replace('_', '-') + ".txt");
        }
    }

    @ParameterizedTest
    @EnumSource
    void signaturesAreThoseWrittenDown(Published module) throws IOException {
        List<String> now = PublicApi.of(module.member);
        if (Boolean.getBoolean("dane.api.write")) {
            Files.createDirectories(FOLDER);
            Files.writeString(module.file(), String.join("\n", now) + "\n");
        }

        assertThat(now)
                .as("%s differs; if the change is meant, write it anew with -Ddane.api.write=true", module.file())
                .isEqualTo(Files.readAllLines(module.file()));
    }

    /** So that an empty file is no proof. */
    @Test
    void whatIsWrittenDownHasGenericsRecordsNullnessAndSealedTypes() throws IOException {
        assertThat(PublicApi.of(TlsPlan.class))
                .contains("exports io.github.dane4j.policy", "module io.github.dane4j.core")
                .anySatisfy(line -> assertThat(line)
                        .startsWith("sealed interface io.github.dane4j.policy.TlsPlan permits ")
                        .contains("TlsPlan$Authenticate"))
                .anySatisfy(line -> assertThat(line)
                        .startsWith("record io.github.dane4j.policy.TlsPlan$Refuse(java.lang.String server, ")
                        .contains("java.util.List<io.github.dane4j.dns.Answer<?>> evidence)"))
                .contains("  public abstract io.github.dane4j.policy.TlsPlan$Kind kind()")
                .noneMatch(line -> line.contains("LookupPlanner"));
        assertThat(PublicApi.of(DaneMail.class)).anyMatch(line -> line.contains("@Nullable "));
    }
}
