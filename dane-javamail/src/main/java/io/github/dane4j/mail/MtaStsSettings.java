package io.github.dane4j.mail;

import io.github.dane4j.dns.DnssecResolver;
import io.github.dane4j.policy.MtaStsMode;
import io.github.dane4j.policy.MtaStsPolicies;
import jakarta.mail.MessagingException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Whether MTA-STS policies apply, and what finds them.
 *
 * @param mode whether they apply
 * @param policies finds them; present if they apply, and possibly if they do not
 * @param ofDestination whether the policy for one destination says so
 */
record MtaStsSettings(MtaStsMode mode, Optional<MtaStsPolicies> policies, boolean ofDestination) {
    static final MtaStsSettings NONE = new MtaStsSettings(MtaStsMode.NONE, Optional.empty(), false);

    /**
     * Reads the properties.
     *
     * @param others whether policies for single destinations may ask for MTA-STS
     */
    static MtaStsSettings of(
            ProtocolProperties properties, Optional<DnssecResolver> own, ResolverSettings shared, boolean others)
            throws MessagingException {
        Optional<MtaStsMode> mode = mode(properties);
        Optional<MtaStsPolicies> given = properties.object(DaneProperty.MTA_STS_POLICIES, MtaStsPolicies.class);
        Optional<Path> folder = folder(properties);
        if (given.isPresent() && folder.isPresent()) {
            throw new MessagingException(properties.name(DaneProperty.MTA_STS_POLICIES.key()) + " and "
                    + properties.name(DaneProperty.MTA_STS_FOLDER.key())
                    + " are both set, but MTA-STS policies come from one place: remove one of them");
        }
        if (mode.isEmpty() && !others && (given.isPresent() || folder.isPresent())) {
            throw new MessagingException(properties.name(
                            (given.isPresent() ? DaneProperty.MTA_STS_POLICIES : DaneProperty.MTA_STS_FOLDER).key())
                    + " has no effect: set " + properties.name(DaneProperty.MTA_STS.key())
                    + " to opportunistic, or remove it");
        }
        Optional<MtaStsPolicies> policies = given;
        if (folder.isPresent()) {
            policies = Optional.of(SharedMtaSts.INSTANCE.get(
                    properties.name(DaneProperty.MTA_STS_FOLDER.key()),
                    folder.get(),
                    own.orElseGet(() -> new SessionResolver(shared))));
        }
        MtaStsSettings settings = new MtaStsSettings(mode.orElse(MtaStsMode.NONE), policies, false);
        if (settings.isIncomplete()) {
            throw incomplete(properties, properties.name(DaneProperty.MTA_STS.key()) + " is opportunistic");
        }
        return settings;
    }

    private static Optional<MtaStsMode> mode(ProtocolProperties properties) throws MessagingException {
        Optional<String> text = properties.setting(DaneProperty.MTA_STS.key(), DaneProperty.MTA_STS.expected());
        if (text.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(Stream.of(MtaStsMode.values())
                .filter(mode -> mode.word().equalsIgnoreCase(text.get()))
                .findFirst()
                .orElseThrow(() -> properties.invalid(DaneProperty.MTA_STS.key(), DaneProperty.MTA_STS.expected())));
    }

    private static Optional<Path> folder(ProtocolProperties properties) throws MessagingException {
        try {
            return properties
                    .setting(DaneProperty.MTA_STS_FOLDER.key(), DaneProperty.MTA_STS_FOLDER.expected())
                    .map(Path::of);
        } catch (InvalidPathException e) {
            throw properties.invalid(DaneProperty.MTA_STS_FOLDER.key(), DaneProperty.MTA_STS_FOLDER.expected());
        }
    }

    /** The same for a destination whose own policy says {@code other}. */
    MtaStsSettings with(MtaStsMode other) {
        return new MtaStsSettings(other, policies, true);
    }

    /** The same for a message that lifts them. */
    MtaStsSettings lifted() {
        return new MtaStsSettings(MtaStsMode.NONE, policies, ofDestination);
    }

    /** Whether policies apply but nothing finds them. */
    boolean isIncomplete() {
        return mode == MtaStsMode.OPPORTUNISTIC && policies.isEmpty();
    }

    /** The exception for when {@code asker} asks for MTA-STS but nothing finds policies. */
    static MessagingException incomplete(ProtocolProperties properties, String asker) {
        return new MessagingException(asker + ", but nothing finds MTA-STS policies: set "
                + properties.name(DaneProperty.MTA_STS_FOLDER.key()) + " to a folder to keep them in");
    }
}
