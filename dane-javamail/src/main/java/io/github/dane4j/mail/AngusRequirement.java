package io.github.dane4j.mail;

import java.util.List;

/** What to say where Angus Mail is missing or too old. Uses no class of Angus, nor one that does. */
final class AngusRequirement {
    private static final String NEEDED = "needs Angus Mail 2.0 or newer (org.eclipse.angus:angus-mail)";

    /** Classes of the implementations that came before, and what these are called. */
    private static final List<String[]> OLDER = List.of(
            new String[] {"com.sun.mail.util.MailStreamProvider", "Angus Mail 1.x (com.sun.mail)"},
            new String[] {"com.sun.mail.smtp.SMTPTransport", "Jakarta Mail 2.0 (com.sun.mail)"});

    private AngusRequirement() {}

    /** One sentence with the version needed, and what was found in its place. */
    static String missing(String protocol) {
        return protocol + " " + NEEDED + " on the class path; found " + found();
    }

    private static String found() {
        for (String[] each : OLDER) {
            try {
                Class.forName(each[0], false, AngusRequirement.class.getClassLoader());
                return each[1];
            } catch (ClassNotFoundException | LinkageError e) {
                // Then it is not this one.
            }
        }
        return "none";
    }
}
