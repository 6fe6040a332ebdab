import io.github.dane4j.mail.DaneProviders;
import io.github.dane4j.policy.MtaStsPolicies;
import jakarta.mail.Provider;
import org.jspecify.annotations.NullMarked;

/** DANE for Jakarta Mail: transports and stores that are switched on by properties. */
@NullMarked
module io.github.dane4j.mail {
    requires static transitive org.jspecify;
    requires transitive jakarta.mail;
    requires transitive org.eclipse.angus.mail;
    requires transitive io.github.dane4j.core;
    requires io.github.dane4j.jsse;

    exports io.github.dane4j.mail;

    uses MtaStsPolicies.Provider;

    provides Provider with
            DaneProviders.Smtp,
            DaneProviders.Smtps,
            DaneProviders.Mx,
            DaneProviders.Imap,
            DaneProviders.Imaps,
            DaneProviders.Pop3,
            DaneProviders.Pop3s;
}
