package io.github.dane4j.policy;

import io.github.dane4j.DomainName;
import io.github.dane4j.InvalidNameException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * For whom a line is.
 *
 * @param key in normal form, by which it is found: {@code example.org}, {@code .example.org}, {@code *}, {@code [host]},
 *     {@code [host]:port}, {@code [*]}, perhaps with {@code tenant/} before it
 */
record PolicyDestination(String key, boolean isRelay) {
    private static final Pattern TENANT = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
    private static final Pattern RELAY = Pattern.compile("\\[([^\\[\\]]*)](?::([0-9]{1,5}))?");
    private static final int MAX_PORT = 65535;
    private static final String ALL_DOMAINS = "*";
    private static final String ALL_RELAYS = "[*]";

    static PolicyDestination parse(Token token) throws BadPolicyException {
        int slash = token.text().indexOf('/');
        if (slash < 0) {
            return withoutTenant("", token);
        }
        String tenant = token.text().substring(0, slash);
        if (!isTenant(tenant)) {
            throw token.bad("expected the name of a tenant before the slash, 1 to 64 letters, digits, dots, hyphens or"
                    + " underscores, found " + PolicyWords.shown(tenant));
        }
        return withoutTenant(
                tenant + "/",
                new Token(token.text().substring(slash + 1), token.column() + Token.column(token.text(), slash)));
    }

    static boolean isTenant(String text) {
        return TENANT.matcher(text).matches();
    }

    private static PolicyDestination withoutTenant(String tenant, Token token) throws BadPolicyException {
        String text = token.text();
        if (text.equals(ALL_DOMAINS) || text.equals(ALL_RELAYS)) {
            return new PolicyDestination(tenant + text, text.equals(ALL_RELAYS));
        }
        if (text.indexOf('*') >= 0) {
            throw token.bad("expected a destination, found " + PolicyWords.shown(text)
                    + ": an asterisk stands alone, as " + ALL_DOMAINS + " for every domain and " + ALL_RELAYS
                    + " for every relay; all domains below one are .domain");
        }
        if (text.startsWith("[")) {
            return relay(tenant, token);
        }
        boolean below = text.startsWith(".");
        DomainName domain = name(below ? text.substring(1) : text, token);
        return new PolicyDestination(tenant + (below ? "." : "") + domain, false);
    }

    private static PolicyDestination relay(String tenant, Token token) throws BadPolicyException {
        Matcher relay = RELAY.matcher(token.text());
        if (!relay.matches()) {
            throw token.bad("expected a relay as [host] or [host]:port, found " + PolicyWords.shown(token.text()));
        }
        String host = "[" + name(relay.group(1), token) + "]";
        if (relay.group(2) == null) {
            return new PolicyDestination(tenant + host, true);
        }
        int port = Integer.parseInt(relay.group(2));
        if (port < 1 || port > MAX_PORT) {
            throw token.bad("expected a port from 1 to " + MAX_PORT + ", found " + port);
        }
        return new PolicyDestination(tenant + host + ":" + port, true);
    }

    private static DomainName name(String text, Token token) throws BadPolicyException {
        try {
            DomainName name = DomainName.of(text);
            if (name.equals(DomainName.ROOT)) {
                throw token.bad("expected a domain, found the root of the DNS");
            }
            return name;
        } catch (InvalidNameException e) {
            throw token.bad("expected a domain, .domain, or a relay as [host] or [host]:port: " + e.getMessage());
        }
    }

    /** The keys under which a line for this domain may be, the most specific first. */
    static List<String> keys(DomainName domain, Optional<String> tenant) {
        List<String> keys = new ArrayList<>();
        add(keys, domain.toString(), tenant);
        for (Optional<DomainName> parent = domain.parent();
                parent.isPresent() && !parent.get().equals(DomainName.ROOT);
                parent = parent.get().parent()) {
            add(keys, "." + parent.get(), tenant);
        }
        add(keys, ALL_DOMAINS, tenant);
        return keys;
    }

    /** The keys under which a line for this relay may be, the most specific first. */
    static List<String> keys(DomainName host, int port, Optional<String> tenant) {
        List<String> keys = new ArrayList<>();
        add(keys, "[" + host + "]:" + port, tenant);
        add(keys, "[" + host + "]", tenant);
        add(keys, ALL_RELAYS, tenant);
        return keys;
    }

    private static void add(List<String> keys, String key, Optional<String> tenant) {
        tenant.ifPresent(each -> keys.add(each + "/" + key));
        keys.add(key);
    }
}
