package io.github.dane4j.mail;

import io.github.dane4j.dns.DnssecResolver;
import io.github.dane4j.policy.MtaStsPolicies;
import jakarta.mail.MessagingException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;

/**
 * The MTA-STS policies of each folder, opened once for all Sessions that name it: they share what is fetched, and leave a
 * failing policy host alone for a while. Thread-safe.
 */
final class SharedMtaSts {
    /** A program with more folders than this is making them up; the least recently used are then dropped. */
    private static final int ROOM = 16;

    static final SharedMtaSts INSTANCE = new SharedMtaSts();

    private static final String MODULE = "io.github.dane4j:dane-mta-sts";

    private final Map<Key, MtaStsPolicies> opened = new LinkedHashMap<>(ROOM, 0.75f, true);

    private record Key(Path folder, DnssecResolver resolver) {}

    /**
     * The policies that are kept in {@code folder}.
     *
     * @param name of the property, for a message
     * @throws MessagingException if the folder cannot be used, or the module that finds policies is missing
     */
    synchronized MtaStsPolicies get(String name, Path folder, DnssecResolver resolver) throws MessagingException {
        Key key = new Key(folder.toAbsolutePath().normalize(), resolver);
        MtaStsPolicies policies = opened.get(key);
        if (policies == null) {
            try {
                policies = provider(name).open(resolver, key.folder());
            } catch (IOException | RuntimeException e) {
                throw new MessagingException(name + " cannot be used: " + e, e);
            }
            opened.put(key, policies);
            Iterator<Key> oldest = opened.keySet().iterator();
            while (opened.size() > ROOM) {
                oldest.next();
                oldest.remove();
            }
        }
        return policies;
    }

    private static MtaStsPolicies.Provider provider(String name) throws MessagingException {
        ServiceConfigurationError broken = null;
        for (ClassLoader loader :
                Arrays.asList(Thread.currentThread().getContextClassLoader(), SharedMtaSts.class.getClassLoader())) {
            try {
                Optional<MtaStsPolicies.Provider> found = ServiceLoader.load(MtaStsPolicies.Provider.class, loader)
                        .findFirst();
                if (found.isPresent()) {
                    return found.get();
                }
            } catch (ServiceConfigurationError e) {
                // This library's class loader may find what the application's cannot.
                broken = e;
            }
        }
        if (broken != null) {
            throw new MessagingException(
                    name + " is set, but the module that finds MTA-STS policies cannot be loaded: "
                            + broken.getMessage(),
                    new IllegalStateException(broken));
        }
        throw new MessagingException(name + " is set, but the module that finds MTA-STS policies is missing: add "
                + MODULE + " to the application, or remove the property");
    }
}
