package io.github.dane4j.tlsrpt;

import io.github.dane4j.DomainName;
import java.security.PrivateKey;
import java.security.interfaces.RSAKey;
import java.util.regex.Pattern;

/**
 * The key that signs report mails: receivers must ignore a report without a valid DKIM signature of the reporting domain
 * (RFC 8460 section 3). Its public half is published at {@code <selector>._domainkey.<domain>}, with {@code s=tlsrpt}.
 * Immutable; never printed.
 */
public final class DkimKey {
    private static final int LEAST_BITS = 1024;
    private static final Pattern SELECTOR = Pattern.compile(
            "[a-z0-9]([a-z0-9-]*[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*", Pattern.CASE_INSENSITIVE);

    private final DomainName domain;
    private final String selector;
    private final PrivateKey key;

    /**
     * A key.
     *
     * @param domain the signing domain
     * @param selector which of the domain's keys this is (RFC 6376 section 3.1)
     * @param key an RSA key of 1,024 bits or more; use 2,048 (RFC 8301 section 3.2)
     * @throws IllegalArgumentException if the selector is not valid, or the key cannot be used
     */
    public DkimKey(DomainName domain, String selector, PrivateKey key) {
        if (!SELECTOR.matcher(selector).matches()) {
            throw new IllegalArgumentException("\"" + selector + "\" is not a DKIM selector (RFC 6376 section 3.1)");
        }
        if (!(key instanceof RSAKey rsa)) {
            throw new IllegalArgumentException("reports are signed with an RSA key; the key of selector " + selector
                    + " is " + key.getAlgorithm());
        }
        if (rsa.getModulus().bitLength() < LEAST_BITS) {
            throw new IllegalArgumentException("the key of selector " + selector + " has "
                    + rsa.getModulus().bitLength() + " bits; DKIM requires " + LEAST_BITS
                    + " or more (RFC 8301 section 3.2)");
        }
        this.domain = domain;
        this.selector = selector;
        this.key = key;
    }

    DomainName domain() {
        return domain;
    }

    String selector() {
        return selector;
    }

    PrivateKey key() {
        return key;
    }

    /** The domain and the selector. */
    @Override
    public String toString() {
        return selector + "._domainkey." + domain;
    }
}
