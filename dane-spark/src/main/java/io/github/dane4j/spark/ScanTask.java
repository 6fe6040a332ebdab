package io.github.dane4j.spark;

import io.github.dane4j.cli.batch.Batch;
import io.github.dane4j.cli.batch.Entries;
import io.github.dane4j.cli.check.DomainScan;
import io.github.dane4j.cli.scan.ScanLine;
import io.github.dane4j.dns.DnssecResolver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.concurrent.CancellationException;

/** The lines of one part of the list, made as they are taken: memory holds the domains under way. For one thread. */
final class ScanTask implements Iterator<String>, AutoCloseable {
    private final DnssecResolver resolver;
    private final DomainScan scan;
    private final Batch.Results<String> results;
    private Optional<String> ahead = Optional.empty();
    private boolean ended;

    ScanTask(ScanSettings settings, Iterator<String> domains) {
        this(settings.resolver(), settings, domains);
    }

    /** Closes the resolver, even if this fails. */
    ScanTask(DnssecResolver resolver, ScanSettings settings, Iterator<String> domains) {
        this.resolver = resolver;
        try {
            this.scan = settings.scan(resolver);
            try {
                Entries entries = () -> domains.hasNext() ? Optional.of(domains.next()) : Optional.empty();
                this.results = settings.batch().start(entries, entry -> ScanLine.of(scan, entry));
            } catch (RuntimeException | Error e) {
                scan.close();
                throw e;
            }
        } catch (RuntimeException | Error e) {
            resolver.close();
            throw e;
        }
    }

    @Override
    public boolean hasNext() {
        return peek().isPresent();
    }

    @Override
    public String next() {
        String line = peek().orElseThrow(NoSuchElementException::new);
        ahead = Optional.empty();
        return line;
    }

    private Optional<String> peek() {
        if (ahead.isEmpty() && !ended) {
            try {
                ahead = results.next();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new CancellationException("the task was interrupted");
            }
            ended = ahead.isEmpty();
        }
        return ahead;
    }

    @Override
    public void close() {
        try {
            results.close();
        } finally {
            try {
                scan.close();
            } finally {
                resolver.close();
            }
        }
    }
}
