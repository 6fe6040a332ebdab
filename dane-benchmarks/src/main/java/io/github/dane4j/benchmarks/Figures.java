package io.github.dane4j.benchmarks;

import java.util.List;

/** What is counted, and not a matter for JMH. */
interface Figures {
    /** All there are. */
    List<Figures> ALL = List.of(
            new PairedRatios(),
            new ChainWork(),
            new PlanWork(),
            new ScanRates(),
            new HandshakeRatios(),
            new TlsImplementations(),
            new MailRates(),
            new MailMemory(),
            new LookupRounds(),
            new LookupRates(),
            new LookupMemory(),
            new LookupWork());

    /** Measures, and says the outcome in lines of Markdown: a table, and the goals. */
    List<String> measure();
}
