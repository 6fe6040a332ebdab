package io.github.dane4j.spring;

/** Thrown for an invalid setting. The message says what was expected and what was found. */
final class DaneSettingException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String setting;

    /**
     * A problem with {@code setting}.
     *
     * @param setting its whole name, such as {@code dane.mode}
     * @param text what is wrong, as a sentence that begins with the name
     */
    DaneSettingException(String setting, String text) {
        super(text);
        this.setting = setting;
    }

    String setting() {
        return setting;
    }
}
