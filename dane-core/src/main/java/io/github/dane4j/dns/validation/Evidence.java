package io.github.dane4j.dns.validation;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Name;

/**
 * The replies that a lookup has at hand, and the queries that failed. They are looked through one after the other: a lookup makes a
 * few dozen queries at most, and a chain that a server hands over has at most 500 sets. Confined to one lookup; not thread-safe.
 */
public final class Evidence {
    private final List<Asked> asked = new ArrayList<>();

    /** Without a reply if the query failed. */
    private record Asked(Query query, @Nullable Reply reply) {}

    /** Nothing is at hand yet. */
    public Evidence() {}

    /** Adds a reply to a query, which is not at hand yet. */
    public void add(Query query, Reply reply) {
        asked.add(new Asked(query, reply));
    }

    /** Adds that there is no usable reply to a query, which is not at hand yet. */
    public void addUnanswered(Query query) {
        asked.add(new Asked(query, null));
    }

    /** Whether the query was made, and has a reply or failed. */
    public boolean has(Query query) {
        return find(query) != null;
    }

    /** The queries that were made, each once. */
    public List<Query> queries() {
        List<Query> queries = new ArrayList<>();
        for (Asked each : asked) {
            queries.add(each.query());
        }
        return queries;
    }

    private @Nullable Asked find(Query query) {
        for (Asked each : asked) {
            if (each.query().equals(query)) {
                return each;
            }
        }
        return null;
    }

    /** Null if it failed, or was not made. */
    @Nullable
    Reply reply(Query query) {
        Asked found = find(query);
        return found == null ? null : found.reply();
    }

    /** The reply to the query itself first, then all others. */
    private List<Reply> startingWith(Query query) {
        List<Reply> all = new ArrayList<>();
        Reply own = reply(query);
        if (own != null) {
            all.add(own);
        }
        for (Asked each : asked) {
            Reply reply = each.reply();
            if (reply != null && !reply.equals(own)) {
                all.add(reply);
            }
        }
        return all;
    }

    /** The sets of this name and type in the ANSWER sections. */
    List<SignedSet> answers(Query query, Name owner, int type) {
        List<SignedSet> sets = new ArrayList<>();
        for (Reply reply : startingWith(query)) {
            SignedSet set = reply.answer(owner, type);
            if (set != null) {
                sets.add(set);
            }
        }
        return sets;
    }

    /** The DNAME sets above the name. */
    List<SignedSet> redirects(Query query) {
        List<SignedSet> sets = new ArrayList<>();
        for (Reply reply : startingWith(query)) {
            sets.addAll(reply.redirectsOf(query.name()));
        }
        return sets;
    }

    /** All NSEC and NSEC3 sets, whatever reply they came with; those of the query itself first. */
    List<SignedSet> denials(Query query) {
        List<SignedSet> sets = new ArrayList<>();
        for (Reply reply : startingWith(query)) {
            sets.addAll(reply.denials());
        }
        return sets;
    }

    /** The reply to the query, or another one that says what is at the name; null if there is none. */
    @Nullable
    Reply about(Query query, int alias) {
        Reply own = reply(query);
        if (own != null) {
            return own;
        }
        for (Asked each : asked) {
            Reply reply = each.reply();
            if (reply != null
                    && (reply.answer(query.name(), query.type()) != null
                            || reply.answer(query.name(), alias) != null)) {
                return reply;
            }
        }
        return null;
    }
}
