package io.github.dane4j.cli;

import io.github.dane4j.tlsa.CertificateUsage;
import io.github.dane4j.tlsa.MatchingType;
import io.github.dane4j.tlsa.Selector;
import java.util.Arrays;
import java.util.function.Function;
import java.util.stream.Collectors;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** The three parameters of a record on the command line: their numbers, or the acronyms of RFC 7218. */
final class RecordParameters {
    private RecordParameters() {}

    private static <T> T find(String text, T[] values, Function<T, Integer> number, Function<T, String> acronym) {
        for (T value : values) {
            if (text.equals(String.valueOf(number.apply(value))) || text.equalsIgnoreCase(acronym.apply(value))) {
                return value;
            }
        }
        throw new TypeConversionException("expected "
                + Arrays.stream(values)
                        .map(value -> number.apply(value) + " (" + acronym.apply(value) + ")")
                        .collect(Collectors.joining(", "))
                + ", not '" + text + "'");
    }

    static final class OfUsage implements ITypeConverter<CertificateUsage> {
        @Override
        public CertificateUsage convert(String text) {
            return find(text, CertificateUsage.values(), CertificateUsage::number, CertificateUsage::acronym);
        }
    }

    static final class OfSelector implements ITypeConverter<Selector> {
        @Override
        public Selector convert(String text) {
            return find(text, Selector.values(), Selector::number, Selector::acronym);
        }
    }

    static final class OfMatchingType implements ITypeConverter<MatchingType> {
        @Override
        public MatchingType convert(String text) {
            return find(text, MatchingType.values(), MatchingType::number, MatchingType::acronym);
        }
    }
}
