package io.github.dane4j.mail;

import io.github.dane4j.Printable;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import java.util.Optional;
import java.util.Properties;

/**
 * The properties of one protocol, read as Angus reads them: the value itself, which may be an object, and failing that the
 * string in the chain of defaults.
 *
 * @param properties all properties of the Session
 * @param prefix the prefix of those read here, with the dot: {@code mail.smtp.}
 */
record ProtocolProperties(Properties properties, String prefix) {
    private static final int MAX_VALUE = 200;

    static ProtocolProperties of(Session session, String protocol) {
        return new ProtocolProperties(ScopedSession.propertiesOf(session), prefix(protocol));
    }

    static String prefix(String protocol) {
        return "mail." + protocol + ".";
    }

    /** The full name, for reading or for a message. */
    String name(String key) {
        return PropertyNames.of(prefix).full(key);
    }

    String protocol() {
        return prefix.substring("mail.".length(), prefix.length() - 1);
    }

    /** The prefix as Angus takes it. */
    String prefixWithoutDot() {
        return prefix.substring(0, prefix.length() - 1);
    }

    Optional<Object> value(String key) {
        String name = name(key);
        Object value = properties.get(name);
        return Optional.ofNullable(value != null ? value : properties.getProperty(name));
    }

    /**
     * An object that the application has set.
     *
     * @throws MessagingException if the value is something else
     */
    <T> Optional<T> object(DaneProperty property, Class<T> type) throws MessagingException {
        Optional<Object> value = value(property.key());
        if (value.isPresent() && !type.isInstance(value.get())) {
            throw invalid(property.key(), property.expected());
        }
        return value.map(type::cast);
    }

    Optional<String> text(String key) {
        return value(key).map(Object::toString).map(String::trim).filter(text -> !text.isEmpty());
    }

    /**
     * The value as text.
     *
     * @param expected what it must be, for a message
     * @throws MessagingException if the value is empty, for example because a variable in it is not set
     */
    Optional<String> setting(String key, String expected) throws MessagingException {
        Optional<Object> value = value(key);
        if (value.isEmpty()) {
            return Optional.empty();
        }
        String text = value.get().toString().trim();
        if (text.isEmpty()) {
            throw new MessagingException(name(key) + " is empty: it must be " + expected + ", or be removed");
        }
        return Optional.of(text);
    }

    /** Off unless the value says {@code true}, as in Angus. */
    boolean isTrue(String key) {
        return text(key).filter("true"::equalsIgnoreCase).isPresent();
    }

    /**
     * A switch, off if it is not set.
     *
     * @throws MessagingException if the value is neither {@code true} nor {@code false}: Angus would treat it as unset
     */
    boolean flag(String key) throws MessagingException {
        Optional<String> text = setting(key, "true or false");
        if (text.isEmpty() || text.get().equalsIgnoreCase("false")) {
            return false;
        }
        if (!text.get().equalsIgnoreCase("true")) {
            throw invalid(key, "true or false");
        }
        return true;
    }

    /**
     * A decimal number.
     *
     * @throws MessagingException if the value is not a number: Angus would treat it as unset, and an unset timeout never
     *     ends
     */
    Optional<Integer> number(String key) throws MessagingException {
        Optional<String> text = setting(key, "a number");
        if (text.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(Integer.valueOf(text.get()));
        } catch (NumberFormatException e) {
            throw invalid(key, "a number");
        }
    }

    /** The exception for an invalid value: names the property and its valid values. */
    MessagingException invalid(String key, String expected) {
        return new MessagingException(name(key) + " must be " + expected + ", but is \""
                + Printable.clip(value(key).map(Object::toString).orElse(""), MAX_VALUE) + "\"");
    }
}
