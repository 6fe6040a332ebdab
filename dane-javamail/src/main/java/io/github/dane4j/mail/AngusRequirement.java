package io.github.dane4j.mail;

import java.util.List;

/** The message for a missing or outdated Angus Mail. Must not use a class of Angus, not even indirectly. */
final class AngusRequirement {
    private static final String NEEDED = "needs Angus Mail 2.0 or newer (org.eclipse.angus:angus-mail)";

    /** A class of each earlier implementation, and the name of that implementation. */
    private static final List<String[]> OLDER = List.of(
            new String[] {"com.sun.mail.util.MailStreamProvider", "Angus Mail 1.x (com.sun.mail)"},
            new String[] {"com.sun.mail.smtp.SMTPTransport", "Jakarta Mail 2.0 (com.sun.mail)"});

    private AngusRequirement() {}

    /** One sentence: the version needed, and what was found instead. */
    static String missing(String protocol) {
        return protocol + " " + NEEDED + " on the class path; found " + found();
    }

    private static String found() {
        for (String[] each : OLDER) {
            try {
                Class.forName(each[0], false, AngusRequirement.class.getClassLoader());
                return each[1];
            } catch (ClassNotFoundException | LinkageError e) {
                // Not this implementation.
            }
        }
        return "none";
    }
}
