package io.github.dane4j.mail;

import io.github.dane4j.policy.MailPolicies;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One reading of each policy file for all Sessions that name it, so that the last good one remains when the file goes bad.
 * Thread-safe.
 */
final class SharedPolicyFiles {
    /** More files than this in one program are a program that makes them up; the least recently used then go. */
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
