package io.github.dane4j.dns.validation;

import java.util.List;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.DNAMERecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.NameTooLongException;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/** What a record set says about a question: its data, or an alias. A DNAME says it by computation (RFC 6672 section 5.3). */
final class Redirect {
    private Redirect() {}

    /** The finding, if the set is proven; the set is of the type asked for, a CNAME at the name, or a DNAME above it. */
    static Finding read(Query question, SignedSet set) throws BogusException {
        if (set.type() == question.type() && set.type() != Type.DNAME) {
            return new Finding.Data(set.records());
        }
        Record first = set.records().get(0);
        if (first instanceof CNAMERecord alias) {
            return new Finding.Alias(alias.getTarget());
        }
        if (first instanceof DNAMERecord redirect) {
            Name target = target(question, redirect);
            return question.type() == Type.CNAME
                    ? new Finding.Data(List.of(new CNAMERecord(question.name(), DClass.IN, set.ttl(), target)))
                    : new Finding.Alias(target);
        }
        // A record without data (RFC 2136 section 2.4.1), which says nothing in an answer.
        throw new BogusException(Cause.of(Fault.NOT_DENIED, question, set.owner()));
    }

    private static Name target(Query question, DNAMERecord redirect) throws BogusException {
        try {
            return question.name().fromDNAME(redirect);
        } catch (NameTooLongException e) {
            throw new BogusException(Cause.of(Fault.ALIAS_TOO_LONG, question, redirect.getName()));
        }
    }
}
