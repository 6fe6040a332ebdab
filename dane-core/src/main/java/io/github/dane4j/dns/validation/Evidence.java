package io.github.dane4j.dns.validation;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Name;

/** The replies that a lookup has at hand, and the queries that failed. Confined to one lookup; not thread-safe. */
public final class Evidence {
    private final Map<Query, Reply> replies = new LinkedHashMap<>();
    private final Set<Query> unanswered = new HashSet<>();

    /** Nothing is at hand yet. */
    public Evidence() {}

    /** Adds a reply. */
    public void add(Query query, Reply reply) {
        replies.put(query, reply);
    }

    /** Adds that there is no usable reply. */
    public void addUnanswered(Query query) {
        unanswered.add(query);
    }

    /** Whether the query was made, and has a reply or failed. */
    public boolean has(Query query) {
        return replies.containsKey(query) || unanswered.contains(query);
    }

    /** The queries that were made. */
    public Set<Query> queries() {
        Set<Query> all = new HashSet<>(unanswered);
        all.addAll(replies.keySet());
        return all;
    }

    /** Null if it failed, or was not made. */
    @Nullable
    Reply reply(Query query) {
        return replies.get(query);
    }

    /** The reply to the query itself first, then all others. */
    private List<Reply> startingWith(Query query) {
        Reply own = replies.get(query);
        List<Reply> all = new ArrayList<>();
        if (own != null) {
            all.add(own);
        }
        for (Reply reply : replies.values()) {
            if (!reply.equals(own)) {
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
        for (Reply reply : startingWith(query)) {
            if (reply.equals(replies.get(query))
                    || reply.answer(query.name(), query.type()) != null
                    || reply.answer(query.name(), alias) != null) {
                return reply;
            }
        }
        return null;
    }
}
