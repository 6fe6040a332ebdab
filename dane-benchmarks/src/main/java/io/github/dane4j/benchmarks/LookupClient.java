package io.github.dane4j.benchmarks;

/** Looks up TLSA records, and knows nothing at first. Thread-safe. */
interface LookupClient extends AutoCloseable {
    /** Room for all names that are ever looked up. */
    int CACHED = 200_000;

    /**
     * Looks up the TLSA records of the name.
     *
     * @throws IllegalStateException if there is not a secure one
     */
    void lookUp(String name);

    @Override
    void close();

    /** Whose lookups are measured. */
    enum Kind {
        DANE4J("dane4j"),
        DNSJAVA("dnsjava ValidatingResolver"),
        MINIDNS("MiniDNS DnssecClient");

        private final String title;

        Kind(String title) {
            this.title = title;
        }

        LookupClient open(ServedTree tree) {
            return switch (this) {
                case DANE4J -> new Dane4jClient(tree);
                case DNSJAVA -> new DnsjavaClient(tree);
                case MINIDNS -> new MiniDnsClient(tree);
            };
        }

        @Override
        public String toString() {
            return title;
        }
    }
}
