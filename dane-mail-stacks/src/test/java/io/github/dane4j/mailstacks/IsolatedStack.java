package io.github.dane4j.mailstacks;

import io.github.dane4j.DomainName;
import io.github.dane4j.jsse.DaneSslContext;
import io.github.dane4j.mail.DaneMail;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.slf4j.LoggerFactory;
import org.slf4j.nop.NOPServiceProvider;
import org.xbill.DNS.Name;

/**
 * The jars of one folder of {@code target/jars}, with dane4j, in a class loader that sees nothing else of the class path
 * but the classes of these tests.
 */
final class IsolatedStack implements AutoCloseable {
    private static final List<Class<?>> DANE4J = List.of(
            DaneMail.class,
            DaneSslContext.class,
            DomainName.class,
            Name.class,
            BouncyCastleProvider.class,
            LoggerFactory.class,
            NOPServiceProvider.class);

    private final URLClassLoader loader;

    IsolatedStack(String folder) {
        List<URL> urls = new ArrayList<>();
        try (Stream<Path> jars = Files.list(Path.of("target", "jars", folder))) {
            for (Path jar : jars.sorted().toList()) {
                urls.add(jar.toUri().toURL());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        DANE4J.forEach(each -> urls.add(source(each)));
        urls.add(source(IsolatedStack.class));
        loader = new URLClassLoader(urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
    }

    private static URL source(Class<?> type) {
        CodeSource source = type.getProtectionDomain().getCodeSource();
        if (source == null) {
            throw new IllegalStateException(type + " comes from nowhere");
        }
        return source.getLocation();
    }

    /**
     * Calls {@code method(Properties)} of a class of these tests, loaded anew.
     *
     * @return what it returns
     */
    String call(Class<?> type, String method, Properties properties) {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(loader);
        try {
            Class<?> isolated = loader.loadClass(type.getName());
            if (isolated == type) {
                throw new IllegalStateException(type + " is not isolated");
            }
            var called = isolated.getDeclaredMethod(method, Properties.class);
            called.setAccessible(true);
            return String.valueOf(called.invoke(null, properties));
        } catch (InvocationTargetException e) {
            throw new AssertionError(e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(e.getMessage(), e);
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    @Override
    public void close() throws IOException {
        loader.close();
    }
}
