package io.github.dane4j.acceptance.rooms;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import io.github.dane4j.Reason;
import io.github.dane4j.bctls.BouncyCastleTls;
import io.github.dane4j.cli.DaneCommand;
import io.github.dane4j.dns.Answer;
import io.github.dane4j.jsse.DaneSslContext;
import io.github.dane4j.mail.SMTPTransport;
import io.github.dane4j.mtasts.MtaSts;
import io.github.dane4j.policy.DeliveryPlan;
import io.github.dane4j.policy.SmtpDane;
import io.github.dane4j.policy.TlsPlan;
import io.github.dane4j.tlsrpt.TlsReport;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a connection must be like is decided in one room; all others follow the plan that they are given. */
class PlansTest {
    private static final ArchRule ONLY_POLICIES_MAKE_PLANS = noClasses()
            .that()
            .resideOutsideOfPackage("io.github.dane4j.policy")
            .should()
            .accessTargetWhere(describe("makes a plan", PlansTest::makesPlan));

    private static boolean makesPlan(JavaAccess<?> access) {
        return access.getTarget().getName().equals("<init>")
                && (access.getTargetOwner().isAssignableTo(TlsPlan.class)
                        || access.getTargetOwner().isAssignableTo(DeliveryPlan.class));
    }

    @Test
    void onlyPoliciesMakePlans() {
        JavaClasses all = new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .withImportOption(location -> !location.contains("-tests.jar"))
                .importPackages("io.github.dane4j");

        // So that an import which misses a module is no proof.
        assertThat(List.of(
                        SmtpDane.class,
                        DaneSslContext.class,
                        BouncyCastleTls.class,
                        SMTPTransport.class,
                        TlsReport.class,
                        MtaSts.class,
                        DaneCommand.class))
                .allMatch(all::contain);
        ONLY_POLICIES_MAKE_PLANS.check(all);
    }

    /** Makes one by a constructor. */
    static final class Caller {
        TlsPlan plan() {
            return new TlsPlan.Refuse("mx.example.org:25", Reason.NO_TLSA, List.of());
        }
    }

    /** Makes one by a reference to a constructor. */
    static final class Referrer {
        Maker maker() {
            return TlsPlan.Refuse::new;
        }
    }

    @FunctionalInterface
    interface Maker {
        TlsPlan make(String server, Reason reason, List<Answer<?>> evidence);
    }

    @Test
    void theRuleSeesWhoeverMakesOne() {
        for (Class<?> offender : List.of(Caller.class, Referrer.class)) {
            JavaClasses classes = new ClassFileImporter().importClasses(offender, TlsPlan.class, TlsPlan.Refuse.class);

            assertThat(ONLY_POLICIES_MAKE_PLANS.evaluate(classes).hasViolation())
                    .as(offender.getSimpleName())
                    .isTrue();
        }
    }
}
