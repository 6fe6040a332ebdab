package io.github.dane4j.clients;

import io.github.dane4j.Reason;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A situation that a client meets: a column of the tables in docs/clients.md. */
enum Scenario {
    GOOD_KEY("`3 1 1`", "good-key.example.test", Server.RIGHT),
    GOOD_ANCHOR("`2 1 1`", "good-anchor.example.test", Server.RIGHT),
    OTHER_NAME_OVER_KEY("`3 1 1`, other name, expired", "other-key.example.test", Server.EXPIRED_FOR_ANOTHER_NAME),
    WRONG_KEY("wrong key", "wrong-key.example.test", Server.RIGHT, Reason.LEAF_MISMATCH, Reason.LEAF_MISMATCH),
    OTHER_NAME_UNDER_ANCHOR(
            "`2 1 1`, other name",
            "other-anchor.example.test",
            Server.OTHER_NAME,
            Reason.NAME_MISMATCH,
            Reason.NAME_MISMATCH),
    EXPIRED_UNDER_ANCHOR(
            "`2 1 1`, expired", "expired-anchor.example.test", Server.EXPIRED, Reason.EXPIRED, Reason.EXPIRED),
    /** A record that changes between two connections of one client. */
    CHANGED("changed record", "www.changed.test", Server.RIGHT, Reason.LEAF_MISMATCH, Reason.LEAF_MISMATCH),
    BOGUS("bogus", "bogus.example.test", Server.RIGHT, Reason.DNSSEC_BOGUS, Reason.DNSSEC_BOGUS),
    NO_TLSA("no TLSA", "no-tlsa.example.test", Server.RIGHT, Reason.NO_TLSA, null),
    INSECURE("insecure", "www.unsigned.test", Server.RIGHT, Reason.HOST_INSECURE, null),
    UNUSABLE("unusable", "unusable.example.test", Server.RIGHT, Reason.NO_USABLE_RECORDS, null),
    /** The certificate has no IP address, so that PKIX refuses it too. */
    ADDRESS("IP address", "127.0.0.1", Server.RIGHT, Reason.ADDRESS_LITERAL, Reason.NO_PKIX_PATH);

    /** Stands for a refusal that is not ours. */
    static final Reason BY_PKIX = Reason.NO_PKIX_PATH;

    /** What the server presents. */
    enum Server {
        RIGHT,
        OTHER_NAME,
        EXPIRED,
        EXPIRED_FOR_ANOTHER_NAME
    }

    private final String title;
    private final String host;
    private final Server server;
    private final Optional<Reason> mandatory;
    private final Optional<Reason> daneOrPkix;

    Scenario(String title, String host, Server server) {
        this(title, host, server, null, null);
    }

    Scenario(String title, String host, Server server, @Nullable Reason mandatory, @Nullable Reason daneOrPkix) {
        this.title = title;
        this.host = host;
        this.server = server;
        this.mandatory = Optional.ofNullable(mandatory);
        this.daneOrPkix = Optional.ofNullable(daneOrPkix);
    }

    String title() {
        return title;
    }

    String host() {
        return host;
    }

    Server server() {
        return server;
    }

    /** Why the connection must be refused; empty if it must succeed. */
    Optional<Reason> refusal(boolean daneIsMandatory) {
        return daneIsMandatory ? mandatory : daneOrPkix;
    }
}
