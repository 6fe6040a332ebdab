package io.github.dane4j.clients;

import io.github.dane4j.jsse.ClientTls;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Method;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.stream.Stream;

/** {@link OkHttp} with the classes of OkHttp 5, in a class loader of its own. */
final class OkHttp5 implements ClientCase {
    private static final Path JARS = Path.of("target", "okhttp5");

    private final Class<?> type;

    OkHttp5() throws IOException, ClassNotFoundException {
        URL[] jars;
        try (Stream<Path> files = Files.list(JARS)) {
            jars = files.map(OkHttp5::url).toArray(URL[]::new);
        }
        type = new Isolated(jars).loadClass(OkHttp.class.getName());
    }

    private static URL url(Path file) {
        try {
            return file.toUri().toURL();
        } catch (MalformedURLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What the library says of itself. */
    String version() throws ReflectiveOperationException {
        return String.valueOf(Objects.requireNonNull(type.getClassLoader())
                .loadClass("okhttp3.OkHttp")
                .getField("VERSION")
                .get(null));
    }

    @Override
    public Protocol protocol() {
        return Protocol.HTTP;
    }

    @Override
    public Visitor open(ClientTls tls) throws Exception {
        return ((ClientCase) type.getConstructor().newInstance()).open(tls);
    }

    Visitor withoutVerifier(ClientTls tls) throws ReflectiveOperationException {
        Method method = type.getDeclaredMethod("withoutVerifier", ClientTls.class);
        method.setAccessible(true);
        return (Visitor) Objects.requireNonNull(method.invoke(null, tls));
    }

    /** Has OkHttp, what OkHttp needs, and our class above it from here, and all else from its parent. */
    private static final class Isolated extends URLClassLoader {
        Isolated(URL[] jars) {
            super("okhttp5", jars, OkHttp5.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            synchronized (getClassLoadingLock(name)) {
                Class<?> loaded = findLoadedClass(name);
                if (loaded != null) {
                    return loaded;
                }
                if (name.startsWith("okhttp3.") || name.startsWith("okio.") || name.startsWith("kotlin.")) {
                    return findClass(name);
                }
                if (name.equals(OkHttp.class.getName()) || name.startsWith(OkHttp.class.getName() + "$")) {
                    return define(name);
                }
                return super.loadClass(name, resolve);
            }
        }

        private Class<?> define(String name) throws ClassNotFoundException {
            try (InputStream in = OkHttp5.class.getResourceAsStream("/" + name.replace('.', '/') + ".class")) {
                byte[] code = Objects.requireNonNull(in, name).readAllBytes();
                return defineClass(name, code, 0, code.length);
            } catch (IOException e) {
                throw new ClassNotFoundException(name, e);
            }
        }
    }
}
