package io.github.dane4j.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.dane4j.cli.DaneCommand;
import io.github.dane4j.cli.sink.SinkTrial;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class DemoTest {
    private final StringWriter printed = new StringWriter();

    private boolean play(UnaryOperator<String> publisher) {
        return new Demo(new PrintWriter(printed, true), false, publisher).run();
    }

    private List<String> lines() {
        return printed.toString().lines().toList();
    }

    @Test
    void everyScenarioEndsAsItMust() {
        boolean passed = play(UnaryOperator.identity());

        assertThat(lines()).last().asString().matches("\\d+ passed, 0 failed");
        assertThat(lines()).filteredOn(line -> line.startsWith("FAIL")).isEmpty();
        assertThat(passed).isTrue();
        showsEveryAttackRefusedForItsOwnReason();
        tellsTheStoryOfASender();
        Optional<String> obstacle = SinkTrial.obstacle();
        assumeTrue(obstacle.isEmpty(), () -> "the scene of dane sink was left out: " + obstacle.orElseThrow());
        meetsEveryDestinationOfTheSink();
    }

    private void showsEveryAttackRefusedForItsOwnReason() {
        assertThat(lines())
                .anySatisfy(
                        line -> assertThat(line).contains("key substituted", "refused", "differs from the server's"))
                .anySatisfy(
                        line -> assertThat(line).contains("STARTTLS stripped", "refused", "does not offer STARTTLS"))
                .anySatisfy(line -> assertThat(line).contains("TLSA record replaced, unsigned", "refused", "bogus"))
                .anySatisfy(
                        line -> assertThat(line).contains("signature of the TLSA record broken", "refused", "bogus"))
                .anySatisfy(line -> assertThat(line).contains("MX redirected", "refused", "not signed"))
                .anySatisfy(line ->
                        assertThat(line).contains("forged chain", "refused", "signature on the path is not valid"))
                .anySatisfy(line -> assertThat(line).contains("session kept", "refused", "differs from the server's"));
    }

    private void tellsTheStoryOfASender() {
        assertThat(lines())
                .anySatisfy(line -> assertThat(line)
                        .contains("policy by destination", "contract.test", "MX insecure", "refused", "not signed"))
                .anySatisfy(line -> assertThat(line)
                        .contains("rollover", "4 mails for alice@keys.test", "TLSA secure (1)", "delivered"));
    }

    private void meetsEveryDestinationOfTheSink() {
        assertThat(lines())
                .anySatisfy(line -> assertThat(line)
                        .contains(
                                "every destination of dane sink",
                                "14 domains",
                                "right in each",
                                "7 delivered, 7 kept"));
    }

    @Test
    void oneChangedHexDigitOfThePublishedRecordStopsTheDelivery() {
        boolean passed = play(DemoTest::changeOneHexDigit);

        assertThat(passed).isFalse();
        assertThat(lines())
                .filteredOn(line -> line.startsWith("FAIL"))
                .satisfiesExactly(
                        delivery -> assertThat(delivery)
                                .contains("delivery, key published as 3 1 1", "refused", "differs from the server's"),
                        mails -> assertThat(mails).contains("the mails that arrived"));
        assertThat(lines()).last().asString().endsWith(" passed, 2 failed");
    }

    private static String changeOneHexDigit(String tlsa) {
        char last = tlsa.charAt(tlsa.length() - 1);
        return tlsa.substring(0, tlsa.length() - 1) + (last == '0' ? '1' : '0');
    }

    @Test
    void commandExplainsOnRequest() {
        // As everywhere, the option may stand before the command.
        assertThat(run("-v", "demo")).isZero();
        assertThat(printed.toString())
                .contains("_tcp.mx.substituted.test", "3 1 1", "2. The record of the next key is published beside it.");
    }

    private int run(String... args) {
        PrintWriter out = new PrintWriter(printed, true);
        return DaneCommand.run(out, out, args);
    }

    @Test
    void wrongUseIsNoSuccess() {
        assertThat(run("dmeo")).isEqualTo(2);
        assertThat(run()).isEqualTo(2);
    }
}
