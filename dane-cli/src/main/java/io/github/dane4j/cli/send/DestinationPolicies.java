package io.github.dane4j.cli.send;

import io.github.dane4j.DaneMode;
import io.github.dane4j.DomainName;
import io.github.dane4j.policy.InsecureMx;
import io.github.dane4j.policy.MailPolicy;
import io.github.dane4j.policy.MailPolicyTable;
import io.github.dane4j.policy.MtaStsMode;
import java.util.Optional;

/**
 * What is asked of each destination: the line of a policy file that rules there, or else the options. Immutable.
 *
 * @param table the policy file, if there is one
 * @param tenant on whose behalf the message is sent
 * @param mode where no line rules
 * @param insecureMx where no line says it
 */
record DestinationPolicies(
        Optional<MailPolicyTable> table, Optional<String> tenant, DaneMode mode, InsecureMx insecureMx) {

    private Optional<MailPolicyTable.Line> line(String domain) {
        return table.flatMap(
                each -> each.decideDomain(DomainName.of(domain), tenant).line());
    }

    DaneMode mode(String domain) {
        return line(domain).map(each -> each.policy().mode()).orElse(mode);
    }

    InsecureMx insecureMx(String domain) {
        return line(domain).flatMap(each -> each.policy().insecureMx()).orElse(insecureMx);
    }

    /** The number of a line that asks for MTA-STS policies. */
    Optional<Integer> lineWithMtaSts(String domain) {
        return line(domain)
                .filter(each -> each.policy()
                        .mtaSts()
                        .filter(MtaStsMode.OPPORTUNISTIC::equals)
                        .isPresent())
                .map(MailPolicyTable.Line::number);
    }

    /** Whether the MTA-STS policy of a destination counts, which it does where no line says otherwise. */
    boolean asksForMtaSts(String domain) {
        return line(domain)
                .flatMap(each -> each.policy().mtaSts())
                .map(MtaStsMode.OPPORTUNISTIC::equals)
                .orElse(true);
    }

    /** In a few words. */
    String words(String domain) {
        Optional<MailPolicyTable.Line> line = line(domain);
        return line.map(each -> {
                    MailPolicy policy = each.policy();
                    return policy + ", by line " + each.number() + " of the policy, " + each.destination();
                })
                .orElse(mode.word());
    }
}
