package io.github.dane4j.dns.validation;

import java.util.List;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;

/** What is at a name, for one type. */
public sealed interface Finding {
    /** The cases, for an exhaustive switch. */
    enum Kind {
        /** {@link Data}. */
        DATA,
        /** {@link Alias}. */
        ALIAS,
        /** {@link Absence}, and the name exists. */
        NO_DATA,
        /** {@link Absence} of the name itself. */
        NO_NAME
    }

    /** Which case this is. */
    Kind kind();

    /** Records of the type; at least one. */
    record Data(List<Record> records) implements Finding {
        /** Copies the list. */
        public Data {
            records = List.copyOf(records);
        }

        @Override
        public Kind kind() {
            return Kind.DATA;
        }
    }

    /** An alias, by a CNAME at the name or a DNAME above it. */
    record Alias(Name target) implements Finding {
        @Override
        public Kind kind() {
            return Kind.ALIAS;
        }
    }

    /** No such records, or no such name. */
    record Absence(Kind kind) implements Finding {}
}
