package io.github.dane4j.cli.inbound;

/** One step of a customer's move, in the order in which they are made. */
enum Move {
    SIGN_ZONE(
            By.CUSTOMER, false, "sign the zone of {domain} with DNSSEC, and have its DS record entered in its parent"),
    CREATE_HOST(By.PROVIDER, false, "give {host} its addresses"),
    SIGN_HOST(By.PROVIDER, false, "sign the zone of {host} with DNSSEC"),
    OFFER_STARTTLS(By.PROVIDER, false, "have every address of {host} offer STARTTLS"),
    RELAX_MTA_STS(
            By.CUSTOMER,
            false,
            "set the MTA-STS policy to mode testing, add the line \"mx: {host}\", and give its record a new id"),
    LOWER_TTL(By.CUSTOMER, true, "lower the TTL of the MX records"),
    ADD_MX(By.CUSTOMER, true, "add {host} behind the other MX hosts"),
    SET_MX(By.CUSTOMER, true, "make {host} the only MX host"),
    TEST(By.PROVIDER, false, "test {host}: dane check {host}:{port}, and a message to it"),
    SWAP_MX(By.CUSTOMER, true, "prefer {host} to the other MX hosts"),
    REMOVE_MX(By.CUSTOMER, true, "remove the other MX hosts, and keep their servers running until the wait is over"),
    PUBLISH_TLSA(By.PROVIDER, false, "publish the TLSA records of {host}, with dane inbound publish"),
    ENFORCE_MTA_STS(By.CUSTOMER, false, "set the MTA-STS policy back to mode enforce, and give its record a new id");

    /** Who makes a step. */
    enum By {
        CUSTOMER,
        PROVIDER
    }

    private final By by;
    private final boolean mx;
    private final String text;

    Move(By by, boolean mx, String text) {
        this.by = by;
        this.mx = mx;
        this.text = text;
    }

    By by() {
        return by;
    }

    /** Whether it changes the MX records, so that their last change must have reached every cache. */
    boolean changesMx() {
        return mx;
    }

    String text(CustomerFacts facts) {
        return text.replace("{domain}", facts.domain().toString())
                .replace("{host}", facts.expected().toString())
                .replace("{port}", String.valueOf(facts.port()));
    }
}
