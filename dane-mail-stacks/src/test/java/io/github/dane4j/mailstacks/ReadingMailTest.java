package io.github.dane4j.mailstacks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.dane4j.mail.DaneMail;
import io.github.dane4j.mail.StoreServer;
import jakarta.mail.Folder;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Store;
import java.util.Properties;
import org.junit.jupiter.api.Test;

class ReadingMailTest extends MailStackTest {
    private static void read(Properties properties) throws MessagingException {
        Session session = Session.getInstance(properties);
        DaneMail.check(session, "imaps-dane");
        try (Store store = session.getStore()) {
            store.connect("alice", "secret");
            Folder inbox = store.getFolder("INBOX");
            inbox.open(Folder.READ_ONLY);
        }
    }

    @Test
    void imapStore() throws MessagingException {
        try (StoreServer server = StoreServer.imap(CERTIFICATE, StoreServer.Trait.IMPLICIT_TLS)) {
            Properties properties = MailDocument.MAIL.properties("Reading mail", 0);
            properties.putAll(to(exampleOrg(server.port(), CERTIFICATE), server.port(), "imaps-dane"));

            read(properties);
            int logins = server.logins().size();
            server.certificate(OTHER);

            assertMismatch(catchThrowableOfType(MessagingException.class, () -> read(properties)));
            assertThat(server.logins()).hasSize(logins).isNotEmpty().allMatch(StoreServer.Command::secured);
        }
    }
}
