package io.github.dane4j.acceptance.interop;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/** A server that runs until it is closed, or until this JVM ends. */
final class ChildProcess implements AutoCloseable {
    private static final int PATIENCE_SECONDS = 10;

    private final String command;
    private final Process process;
    private final Path output;
    private final Thread atExit;

    private ChildProcess(String command, Process process, Path output) {
        this.command = command;
        this.process = process;
        this.output = output;
        this.atExit = new Thread(this::end, "end of " + command);
    }

    /** Starts the program in {@code folder}, where its output goes to a file, and waits until it is ready. */
    static ChildProcess start(Path folder, BooleanSupplier ready, Program program, String... arguments) {
        List<String> line = new ArrayList<>();
        line.add(program.path().toString());
        line.addAll(List.of(arguments));
        ChildProcess child;
        try {
            Path output =
                    Files.createTempFile(folder, program.path().getFileName().toString(), ".log");
            Process process = new ProcessBuilder(line)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            process.getOutputStream().close();
            child = new ChildProcess(String.join(" ", line), process, output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Runtime.getRuntime().addShutdownHook(child.atExit);
        try {
            child.await(ready);
        } catch (AssertionError e) {
            child.close();
            throw e;
        }
        return child;
    }

    private void await(BooleanSupplier ready) {
        Eventually.holds(
                () -> !process.isAlive() || ready.getAsBoolean(), () -> command + " does not get ready:\n" + output());
        if (!process.isAlive()) {
            throw new AssertionError(command + " ended with " + process.exitValue() + ":\n" + output());
        }
    }

    /** What the program printed so far. */
    String output() {
        try {
            return Files.readString(output, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends the program and what it started. */
    @Override
    public void close() {
        end();
        Runtime.getRuntime().removeShutdownHook(atExit);
    }

    private void end() {
        List<ProcessHandle> all = Stream.concat(Stream.of(process.toHandle()), process.descendants())
                .toList();
        all.forEach(ProcessHandle::destroy);
        try {
            for (ProcessHandle each : all) {
                if (!ended(each)) {
                    each.destroyForcibly();
                }
            }
        } catch (InterruptedException e) {
            all.forEach(ProcessHandle::destroyForcibly);
            Thread.currentThread().interrupt();
        }
    }

    private static boolean ended(ProcessHandle handle) throws InterruptedException {
        try {
            handle.onExit().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            return true;
        } catch (ExecutionException | TimeoutException e) {
            return !handle.isAlive();
        }
    }
}
