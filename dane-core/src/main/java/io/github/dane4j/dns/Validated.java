package io.github.dane4j.dns;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Message;

/** What the validator made of one query: a reply with its status; the reply of a status that is proven is one. */
record Validated(@Nullable Message reply, Verdict verdict) {
    boolean isSecure() {
        return verdict instanceof Verdict.Proven proven && proven.security() == Security.SECURE;
    }

    Message proof() {
        return Objects.requireNonNull(reply);
    }
}
