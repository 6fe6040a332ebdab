package io.github.dane4j.mail;

import io.github.dane4j.policy.MailPolicies;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Each policy file, read once for all Sessions that name it, so that its last valid content stays in force when the file
 * becomes invalid. Thread-safe.
 */
final class SharedPolicyFiles {
    /** A program with more files than this is making them up; the least recently used are then dropped. */
    private static final int ROOM = 64;

    static final SharedPolicyFiles INSTANCE = new SharedPolicyFiles();

    private final Map<Path, MailPolicies> files = new LinkedHashMap<>(ROOM, 0.75f, true);

    /**
     * The policies of a file.
     *
     * @throws io.github.dane4j.policy.MailPolicyException if the file is read for the first time, and cannot be used
     */
    synchronized MailPolicies get(Path file) {
        Path key = file.toAbsolutePath().normalize();
        MailPolicies policies = files.get(key);
        if (policies == null) {
            policies = MailPolicies.fromFile(file);
            files.put(key, policies);
            Iterator<Path> oldest = files.keySet().iterator();
            while (files.size() > ROOM) {
                oldest.next();
                oldest.remove();
            }
        }
        return policies;
    }
}
