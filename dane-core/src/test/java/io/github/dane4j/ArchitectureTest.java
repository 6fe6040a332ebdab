package io.github.dane4j;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaModifier.STATIC;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.lang.module.ModuleDescriptor;
import java.time.Clock;
import java.time.Instant;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The four rooms of the core, and the arrows between them. */
class ArchitectureTest {
    private static final String WORDS = "io.github.dane4j";
    private static final String X509 = "io.github.dane4j.x509..";
    private static final String PUBLISH = "io.github.dane4j.publish..";
    private static final String CRYPTO = "io.github.dane4j.crypto..";
    private static final String IDNA = "io.github.dane4j.idna..";
    private static final String TLSA = "io.github.dane4j.tlsa..";
    private static final String VERIFY = "io.github.dane4j.verify..";
    private static final String DNS = "io.github.dane4j.dns..";
    private static final String FACE = "io.github.dane4j.dns";
    private static final String ROOM = "io.github.dane4j.dns.";
    private static final String VALIDATION = "io.github.dane4j.dns.validation..";
    private static final String POLICY = "io.github.dane4j.policy..";

    private static final JavaClasses CORE = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.github.dane4j");

    @Test
    void sharedWordsKnowNoRoom() {
        classes()
                .that()
                .resideInAPackage(WORDS)
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(WORDS, IDNA, "java..", "org.jspecify..")
                .check(CORE);
    }

    /** The IDNA of the JDK is that of 2003, and its tables differ from one JDK to the next. */
    @Test
    void namesAreConvertedByOurOwnTables() {
        classes()
                .that()
                .resideInAPackage(IDNA)
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        IDNA,
                        "java.lang..",
                        "java.util..",
                        "java.io",
                        "java.nio.charset",
                        "java.text",
                        "org.jspecify..")
                .check(CORE);
        noClasses()
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.net.IDN")
                .check(CORE);
    }

    @Test
    void certificateReadingKnowsNeitherRecordsNorRules() {
        classes()
                .that()
                .resideInAPackage(X509)
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        X509,
                        "java.lang..",
                        "java.util..",
                        "java.io",
                        "java.nio.charset",
                        "java.security..",
                        "javax.security.auth.x500..",
                        "org.jspecify..")
                .check(CORE);
    }

    @Test
    void signatureVerifierKnowsNeitherDnsNorPolicy() {
        classes()
                .that()
                .resideInAPackage(CRYPTO)
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        X509,
                        CRYPTO,
                        "java.lang..",
                        "java.math..",
                        "java.security..",
                        "java.util..",
                        "org.bouncycastle..",
                        "org.jspecify..")
                .check(CORE);
    }

    @Test
    void recordsKnowNeitherDnsNorTls() {
        classes()
                .that()
                .resideInAPackage(TLSA)
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(WORDS, X509, TLSA, "java..", "org.jspecify..")
                .check(CORE);
    }

    @Test
    void recordsAreMadeWithoutDnsAndWithoutTheVerifier() {
        classes()
                .that()
                .resideInAPackage(PUBLISH)
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(WORDS, X509, TLSA, PUBLISH, "java..", "org.jspecify..")
                .check(CORE);
    }

    @Test
    void verifierKnowsRecordsAndCertificatesOnly() {
        classes()
                .that()
                .resideInAPackage(VERIFY)
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        WORDS, X509, CRYPTO, TLSA, VERIFY, "java..", "javax.security.auth.x500..", "org.jspecify..")
                .check(CORE);
    }

    @Test
    void recordsAndVerifierDoNoInputOrOutput() {
        noClasses()
                .that()
                .resideInAnyPackage(X509, TLSA, PUBLISH, VERIFY)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.net..", "java.nio.file..", "javax.net..", "java.util.concurrent..")
                .check(CORE);
    }

    @Test
    void verifierHasNoClock() {
        noClasses()
                .that()
                .resideInAnyPackage(X509, TLSA, PUBLISH, VERIFY)
                .should()
                .dependOnClassesThat()
                .areAssignableTo(Clock.class)
                .orShould()
                .callMethod(Instant.class, "now")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .check(CORE);
    }

    @Test
    void dnsKnowsNeitherCertificatesNorPolicy() {
        noClasses()
                .that()
                .resideInAPackage(DNS)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(VERIFY, POLICY)
                .check(CORE);
    }

    /** Name servers that are reached through TLS have certificates too. */
    @Test
    void dnsKnowsTlsOnlyWhereItGoesThroughTls() {
        noClasses()
                .that()
                .resideInAPackage(DNS)
                .and()
                .resideOutsideOfPackage(ROOM + "transport")
                .and()
                .haveSimpleNameNotContaining("EncryptedNameServer")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.security.cert..", "javax.net.ssl..")
                .check(CORE);
    }

    /** Each room of dns knows those below it; the words of the face are for all but validation and transport. */
    @Test
    void roomsOfDnsKnowOnlyThoseBelowThem() {
        assertKnowsOnly("lookup", "query", "anchors", "validation", "transport");
        assertKnowsOnly("query", "transport", "anchors", "validation");
        assertKnowsOnly("anchors", "validation");
        noClasses()
                .that()
                .resideInAPackage(ROOM + "transport")
                .should()
                .dependOnClassesThat(JavaClass.Predicates.resideInAnyPackage(
                                FACE, ROOM + "lookup", ROOM + "query", ROOM + "anchors", ROOM + "validation")
                        // The one page on which all bounds are.
                        .and(not(JavaClass.Predicates.simpleName("LookupLimits"))))
                .check(CORE);
    }

    private static void assertKnowsOnly(String room, String... below) {
        Set<String> allowed = Set.of(below);
        noClasses()
                .that()
                .resideInAPackage(ROOM + room)
                .should()
                .dependOnClassesThat(com.tngtech.archunit.base.DescribedPredicate.describe(
                        "in a room above " + room,
                        type -> type.getPackageName().startsWith(ROOM)
                                && !type.getPackageName().equals(ROOM + room)
                                && !allowed.contains(type.getPackageName().substring(ROOM.length()))))
                .check(CORE);
    }

    /** So that the core runs where they are missing. */
    @Test
    void optionalModulesAreNeededByOneClassEach() {
        noClasses()
                .that()
                .haveSimpleNameNotStartingWith("DohServer")
                .and()
                // Its nested one.
                .haveNameNotMatching(".*DohServer\\$.*")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("java.net.http..")
                .check(CORE);
        noClasses()
                .that()
                .haveNameNotMatching(".*JfrEvents.*")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("jdk.jfr..")
                .check(CORE);
        noClasses()
                .that()
                .doNotHaveSimpleName("BouncyCastleCheck")
                .and()
                .resideOutsideOfPackage("io.github.dane4j.testkit..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.bouncycastle..")
                .check(CORE);
    }

    @Test
    void policyDoesNotKnowHowAnswersAreFound() {
        noClasses()
                .that()
                .resideInAPackage(POLICY)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.xbill..")
                .check(CORE);
    }

    @Test
    void policiesDoNotKnowEachOther() {
        String mail = ".*\\.policy\\.(Smtp|Mail|Delivery).*";
        String services = ".*\\.policy\\.(Srv|ServerSelection|ServiceDane).*";
        noClasses()
                .that()
                .haveNameMatching(mail)
                .should()
                .dependOnClassesThat()
                .haveNameMatching(services)
                .check(CORE);
        noClasses()
                .that()
                .haveNameMatching(services)
                .should()
                .dependOnClassesThat()
                .haveNameMatching(mail)
                .check(CORE);
    }

    /** They say what a server must prove; whether it did is asked with the chain, after the connection. */
    @Test
    void policyKnowsOfTheVerifierItsRulesAndNamesOnly() {
        noClasses()
                .that()
                .resideInAPackage(POLICY)
                .should()
                .dependOnClassesThat(com.tngtech.archunit.base.DescribedPredicate.describe(
                        "of the verifier, and not its rules or names",
                        type -> type.getPackageName().equals("io.github.dane4j.verify")
                                && !Set.of(
                                                "DaneVerifier",
                                                "Builder",
                                                "KeyStrength",
                                                "CommonNamePolicy",
                                                "ReferenceIdentifiers")
                                        .contains(type.getSimpleName())))
                .check(CORE);
    }

    /** What DNS proves is a function of replies, anchors and a time. */
    @Test
    void validationDoesNoInputOrOutputAndHasNoClock() {
        classes()
                .that()
                .resideInAPackage(VALIDATION)
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        WORDS,
                        CRYPTO,
                        VALIDATION,
                        "java.lang..",
                        "java.util",
                        "java.util.function",
                        "java.util.stream",
                        "java.time..",
                        "java.security",
                        "org.jspecify..",
                        "org.xbill.DNS",
                        "org.xbill.DNS.utils")
                .check(CORE);
        noClasses()
                .that()
                .resideInAPackage(VALIDATION)
                .should()
                .dependOnClassesThat()
                .areAssignableTo(Clock.class)
                .orShould()
                .callMethod(Instant.class, "now")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(System.class, "nanoTime")
                .orShould()
                .dependOnClassesThat()
                .haveNameMatching("org\\.xbill\\.DNS\\.(.*Resolver.*|Lookup.*|Cache.*|.*IO.*)")
                .check(CORE);
    }

    /** dnsjava's validator is a second opinion in tests only. */
    @Test
    void nothingValidatesButOurOwnValidator() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.xbill.DNS.dnssec..")
                .check(CORE);
    }

    @Test
    void noTypeOfAnotherLibraryIsInPublicSignatures() {
        noMethods()
                .that()
                .arePublic()
                .and()
                .areDeclaredInClassesThat()
                .arePublic()
                .and()
                .areDeclaredInClassesThat()
                .resideInAnyPackage(WORDS, TLSA, VERIFY, FACE, POLICY)
                .should()
                .haveRawReturnType(com.tngtech.archunit.base.DescribedPredicate.describe(
                        "of dnsjava", type -> type.getPackageName().startsWith("org.xbill")))
                .check(CORE);
    }

    @Test
    void nothingMutableIsStatic() {
        com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields()
                .that()
                .haveModifier(STATIC)
                .should()
                .beFinal()
                .check(CORE);
    }

    @Test
    void moduleExportsTheRoomsForUsersAndNothingElse() {
        ModuleDescriptor module = DomainName.class.getModule().getDescriptor();

        assertThat(module.name()).isEqualTo("io.github.dane4j.core");
        assertThat(module.exports().stream()
                        .map(ModuleDescriptor.Exports::source)
                        .collect(Collectors.toSet()))
                .containsExactlyInAnyOrder(
                        "io.github.dane4j",
                        "io.github.dane4j.dns",
                        "io.github.dane4j.policy",
                        "io.github.dane4j.publish",
                        "io.github.dane4j.tlsa",
                        "io.github.dane4j.verify");
        assertThat(module.exports()).noneMatch(ModuleDescriptor.Exports::isQualified);
    }
}
