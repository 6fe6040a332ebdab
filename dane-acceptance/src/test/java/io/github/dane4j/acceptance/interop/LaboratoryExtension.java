package io.github.dane4j.acceptance.interop;

import java.util.Optional;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.TestWatcher;

/** Gives tests the one {@link Laboratory}: opened for the first that wants it, closed after the last. */
final class LaboratoryExtension implements ParameterResolver, TestWatcher {
    /** The one attempt to open it: if that fails, it is not repeated for every other test. */
    private record Attempt(Optional<Laboratory> laboratory, Optional<Throwable> failure) implements AutoCloseable {
        static Attempt make() {
            try {
                return new Attempt(Optional.of(Laboratory.open()), Optional.empty());
            } catch (RuntimeException | AssertionError e) {
                return new Attempt(Optional.empty(), Optional.of(e));
            }
        }

        @Override
        public void close() {
            laboratory.ifPresent(Laboratory::close);
        }
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Laboratory.class;
    }

    @Override
    public Laboratory resolveParameter(ParameterContext parameter, ExtensionContext context) {
        Attempt attempt = attempt(context);
        return attempt.laboratory().orElseThrow(() -> {
            Throwable failure = attempt.failure().orElseThrow();
            return new AssertionError("the laboratory did not open: " + failure.getMessage(), failure);
        });
    }

    @Override
    public void testFailed(ExtensionContext context, Throwable cause) {
        attempt(context)
                .laboratory()
                .ifPresent(laboratory -> context.publishReportEntry("logs of the servers", laboratory.logs()));
    }

    private static Attempt attempt(ExtensionContext context) {
        return context.getRoot()
                .getStore(ExtensionContext.Namespace.create(LaboratoryExtension.class))
                .getOrComputeIfAbsent(Attempt.class, key -> Attempt.make(), Attempt.class);
    }
}
