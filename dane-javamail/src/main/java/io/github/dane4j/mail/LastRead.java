package io.github.dane4j.mail;

import jakarta.mail.MessagingException;
import java.lang.ref.SoftReference;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The settings that the last transport has read from the properties of its Session, for the next one: static {@code
 * Transport.send} makes a transport for each message, and to see that no property has changed takes less time than to read them
 * again. Thread-safe.
 */
final class LastRead<T> {
    /** Reads settings. */
    @FunctionalInterface
    interface Reader<T> {
        T read(ProtocolProperties properties) throws MessagingException;
    }

    private record Reading<T>(ProtocolProperties properties, Map<String, Object> values, T settings) {
        /** Not for another Session, although it may say the same now: settings look at its properties later, too. */
        @SuppressWarnings("ReferenceEquality")
        boolean isOf(ProtocolProperties now) {
            return properties.properties() == now.properties()
                    && properties.prefix().equals(now.prefix())
                    && ConnectionProperties.are(values, now);
        }
    }

    private final Function<T, DaneSettings> dane;

    /** Soft, since it leads to objects of the application. */
    private volatile @Nullable SoftReference<Reading<T>> last;

    LastRead(Function<T, DaneSettings> dane) {
        this.dane = dane;
    }

    /** What {@code reader} reads from {@code properties}, or has read from them when they were the same. */
    T of(ProtocolProperties properties, Reader<T> reader) throws MessagingException {
        SoftReference<Reading<T>> known = last;
        Reading<T> before = known == null ? null : known.get();
        if (before != null
                // A name server may have another address by now.
                && !dane.apply(before.settings()).shared().hasNamedServer()
                && before.isOf(properties)) {
            return before.settings();
        }
        Map<String, Object> values = ConnectionProperties.of(properties);
        T settings = reader.read(properties);
        last = new SoftReference<>(new Reading<>(properties, values, settings));
        return settings;
    }
}
