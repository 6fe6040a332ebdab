package io.github.dane4j.clients;

import io.github.dane4j.jsse.ClientTls;
import java.util.Objects;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.postgresql.ssl.WrappedFactory;

/** Named in the URL of a database. The driver makes one for each connection. */
public final class DanePostgres extends WrappedFactory {
    private static volatile @Nullable ClientTls tls;

    /** Once, before the first connection. */
    public static void use(ClientTls dane) {
        tls = dane;
    }

    public DanePostgres(Properties info) {
        factory = Objects.requireNonNull(tls, "call DanePostgres.use first").socketFactory();
    }
}
