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

    /** All in one class loader. */
    IsolatedStack(String folder) {
        List<URL> urls = jars(folder);
        urls.addAll(dane4j());
        urls.add(source(IsolatedStack.class));
        loader = loader(urls, ClassLoader.getPlatformClassLoader());
    }

    private IsolatedStack(List<URL> server, List<URL> application) {
        loader = loader(application, loader(server, ClassLoader.getPlatformClassLoader()));
    }

    /** An application server with Jakarta Mail, and dane4j in the application. */
    static IsolatedStack daneInTheApplication(String folder) {
        List<URL> application = dane4j();
        application.add(source(IsolatedStack.class));
        return new IsolatedStack(jars(folder), application);
    }

    /** An application server with Jakarta Mail and dane4j. */
    static IsolatedStack allInTheServer(String folder) {
        List<URL> server = jars(folder);
        server.addAll(dane4j());
        return new IsolatedStack(server, List.of(source(IsolatedStack.class)));
    }

    /** An application server with dane4j alone, and Jakarta Mail in the application. */
    static IsolatedStack jakartaMailInTheApplication(String folder) {
        List<URL> application = jars(folder);
        application.add(source(IsolatedStack.class));
        return new IsolatedStack(dane4j(), application);
    }

    private static List<URL> dane4j() {
        return new ArrayList<>(DANE4J.stream().map(IsolatedStack::source).toList());
    }

    private static URLClassLoader loader(List<URL> urls, ClassLoader parent) {
        return new URLClassLoader(urls.toArray(URL[]::new), parent);
    }

    private static List<URL> jars(String folder) {
        List<URL> urls = new ArrayList<>();
        try (Stream<Path> jars = Files.list(Path.of("target", "jars", folder))) {
            for (Path jar : jars.sorted().toList()) {
                urls.add(jar.toUri().toURL());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return urls;
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
        if (loader.getParent() instanceof URLClassLoader server) {
            server.close();
        }
    }
}
