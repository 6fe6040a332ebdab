package io.github.dane4j.jsse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** What an application can learn from a refusal: the exception of ours among the causes, wherever a client put it. */
final class Refused {
    private Refused() {}

    static <T extends Throwable> T with(Class<T> type, ThrowingCallable attempt) {
        Throwable thrown = catchThrowable(attempt);
        assertThat(thrown).isInstanceOf(IOException.class);
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (type.isInstance(cause)) {
                return type.cast(cause);
            }
        }
        throw new AssertionError("no " + type.getSimpleName() + " among the causes", thrown);
    }
}
