package io.github.dane4j.clients;

import io.github.dane4j.jsse.ClientTls;
import java.util.Hashtable;
import javax.naming.Context;
import javax.naming.directory.DirContext;
import javax.naming.directory.InitialDirContext;

/** The JDK's LDAP. */
final class JndiLdap implements ClientCase {
    @Override
    public Protocol protocol() {
        return Protocol.LDAP;
    }

    @Override
    public Visitor open(ClientTls tls) {
        return (host, port) -> {
            DaneLdap.use(tls);
            connect(host, port).close();
            return WELCOME;
        };
    }

    @SuppressWarnings("JdkObsolete")
    private static DirContext connect(String host, int port) throws Exception {
        Hashtable<String, Object> environment = new Hashtable<>();
        environment.put(Context.INITIAL_CONTEXT_FACTORY, "com.sun.jndi.ldap.LdapCtxFactory");
        environment.put(Context.PROVIDER_URL, "ldaps://" + host + ":" + port);
        environment.put("java.naming.ldap.factory.socket", DaneLdap.class.getName());
        DirContext directory = new InitialDirContext(environment);
        return directory;
    }
}
