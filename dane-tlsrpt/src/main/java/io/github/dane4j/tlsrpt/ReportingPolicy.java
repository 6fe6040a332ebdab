package io.github.dane4j.tlsrpt;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Where a domain wants its reports (RFC 8460 section 3), from the TXT records at {@code _smtp._tls} below it. Immutable.
 *
 * @param destinations in the order published: {@code mailto:} or {@code https:} URIs, at least one
 */
public record ReportingPolicy(List<URI> destinations) {
    /** The most destinations that a sender tries for one domain. */
    public static final int MAX_DESTINATIONS = 10;

    private static final String VERSION = "v=TLSRPTv1";
    private static final String DESTINATIONS = "rua=";

    /** Copies the list. */
    public ReportingPolicy {
        destinations = List.copyOf(destinations);
    }

    /**
     * The policy that {@code records} contain, each with its strings joined without spaces. Empty if there is none, or not
     * exactly one of this version: the domain then does not take reports. Destinations that are not URIs of the two schemes
     * are left out, and so are all after the first {@link #MAX_DESTINATIONS}.
     */
    public static Optional<ReportingPolicy> of(List<String> records) {
        List<String> ours = records.stream().filter(ReportingPolicy::isOurs).toList();
        if (ours.size() != 1) {
            return Optional.empty();
        }
        List<URI> destinations = new ArrayList<>();
        for (String field : ours.get(0).split(";", -1)) {
            if (field.strip().startsWith(DESTINATIONS)) {
                Arrays.stream(field.strip().substring(DESTINATIONS.length()).split(",", -1))
                        .map(text -> uri(text.strip()))
                        .flatMap(Optional::stream)
                        .forEach(destinations::add);
            }
        }
        return destinations.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        new ReportingPolicy(destinations.subList(0, Math.min(destinations.size(), MAX_DESTINATIONS))));
    }

    /** Section 3: a record that does not begin like this is discarded before counting. Spaces may precede the semicolon. */
    private static boolean isOurs(String record) {
        return record.startsWith(VERSION)
                && record.substring(VERSION.length()).stripLeading().startsWith(";");
    }

    private static Optional<URI> uri(String text) {
        try {
            URI uri = new URI(text);
            String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
            boolean usable = switch (scheme) {
                case "https" -> uri.getHost() != null && uri.getRawUserInfo() == null;
                case "mailto" -> uri.getSchemeSpecificPart().indexOf('@') > 0;
                default -> false;
            };
            return usable ? Optional.of(uri) : Optional.empty();
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }
}
