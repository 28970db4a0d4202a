package io.ternmq.session;

import io.ternmq.protocol.SubscriberId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The sessions of a node in the order of their client ids, so that operators can go over a million of them page by page.
 *
 * <p>Protocol: one lock, held for two binary searches and the move of at most {@value #MAX_CHUNK} references. Home loops add and
 * remove; readers, on any thread, take copies of some hundred sessions at a time and look at them without the lock. What is there all
 * the time is met exactly once by whoever goes on from the last one met; what comes or goes meanwhile may be met.
 *
 * <p>Memory: a list of sorted chunks that are never empty, 5 to 8 bytes for a session.
 */
final class SessionIndex {
    /** By client id, then by mountpoint, code unit by code unit. */
    static final Comparator<SubscriberId> ORDER = (one, other) -> {
        int byClientId = one.clientId().compareTo(other.clientId());
        return byClientId != 0 ? byClientId : one.mountpoint().compareTo(other.mountpoint());
    };

    private static final int MIN_CHUNK = 4;
    private static final int MAX_CHUNK = 256;

    private final List<Chunk> chunks = new ArrayList<>();

    private static final class Chunk {
        private Session[] sessions = new Session[MIN_CHUNK];
        private int size;

        SubscriberId first() {
            return sessions[0].id();
        }

        /** Where the id is, or, as the complement, where it would be. */
        int find(SubscriberId id) {
            int low = 0;
            int high = size - 1;
            while (low <= high) {
                int middle = low + high >>> 1;
                int order = ORDER.compare(sessions[middle].id(), id);
                if (order == 0) {
                    return middle;
                }
                if (order < 0) {
                    low = middle + 1;
                } else {
                    high = middle - 1;
                }
            }
            return ~low;
        }

        void insert(int at, Session session) {
            if (size == sessions.length) {
                resize(Math.min(MAX_CHUNK, size * 2));
            }
            System.arraycopy(sessions, at, sessions, at + 1, size - at);
            sessions[at] = session;
            size++;
        }

        void remove(int at) {
            size--;
            System.arraycopy(sessions, at + 1, sessions, at, size - at);
            clear(size, size + 1);
            if (size <= sessions.length / 4 && sessions.length > MIN_CHUNK) {
                resize(sessions.length / 2);
            }
        }

        /** Takes the sessions from there on out and gives them in a chunk of their own. */
        Chunk split(int from) {
            Chunk upper = new Chunk();
            upper.append(this, from);
            clear(from, size);
            size = from;
            return upper;
        }

        void append(Chunk other, int from) {
            int added = other.size - from;
            if (size + added > sessions.length) {
                resize(Math.min(MAX_CHUNK, Math.max(MIN_CHUNK, size + added)));
            }
            System.arraycopy(other.sessions, from, sessions, size, added);
            size += added;
        }

        private void resize(int length) {
            Session[] moved = new Session[length];
            System.arraycopy(sessions, 0, moved, 0, size);
            sessions = moved;
        }

        @SuppressWarnings("NullAway") // beyond the size there is nothing
        private void clear(int from, int to) {
            Arrays.fill(sessions, from, to, null);
        }
    }

    /** Adds a session, in the place of one with its subscriber id. */
    synchronized void add(Session session) {
        if (chunks.isEmpty()) {
            chunks.add(new Chunk());
            chunks.get(0).insert(0, session);
            return;
        }
        int place = chunkOf(session.id());
        Chunk chunk = chunks.get(place);
        int at = chunk.find(session.id());
        if (at >= 0) {
            chunk.sessions[at] = session;
            return;
        }
        insert(place, chunk, ~at, session);
    }

    private void insert(int place, Chunk chunk, int at, Session session) {
        if (chunk.size < MAX_CHUNK) {
            chunk.insert(at, session);
            return;
        }
        // Ids that come in their order leave full chunks behind.
        boolean rising = at == MAX_CHUNK && place == chunks.size() - 1;
        int from = rising ? MAX_CHUNK : MAX_CHUNK / 2;
        Chunk upper = chunk.split(from);
        chunks.add(place + 1, upper);
        if (at >= from) {
            upper.insert(at - from, session);
        } else {
            chunk.insert(at, session);
        }
    }

    /** Removes the session if it is in the index itself. */
    synchronized void remove(Session session) {
        if (chunks.isEmpty()) {
            return;
        }
        int place = chunkOf(session.id());
        Chunk chunk = chunks.get(place);
        int at = chunk.find(session.id());
        if (at < 0 || chunk.sessions[at] != session) {
            return;
        }
        chunk.remove(at);
        if (chunk.size == 0) {
            chunks.remove(place);
        } else if (place + 1 < chunks.size()) {
            merge(place);
        }
    }

    /** Puts a chunk and the next one together when both are small. */
    private void merge(int place) {
        Chunk chunk = chunks.get(place);
        Chunk next = chunks.get(place + 1);
        if (chunk.size + next.size <= MAX_CHUNK / 2) {
            chunk.append(next, 0);
            chunks.remove(place + 1);
        }
    }

    /**
     * Copies the sessions that come next.
     *
     * @param after the last one met; null for the first ones
     * @return how many there were; fewer than there is room for at the end only
     */
    synchronized int copyAfter(@Nullable SubscriberId after, Session[] into) {
        if (chunks.isEmpty()) {
            return 0;
        }
        int place = after == null ? 0 : chunkOf(after);
        int at = 0;
        if (after != null) {
            int found = chunks.get(place).find(after);
            at = found >= 0 ? found + 1 : ~found;
        }
        int copied = 0;
        for (; place < chunks.size() && copied < into.length; place++, at = 0) {
            Chunk chunk = chunks.get(place);
            int some = Math.min(chunk.size - at, into.length - copied);
            System.arraycopy(chunk.sessions, at, into, copied, some);
            copied += some;
        }
        return copied;
    }

    /** The last chunk that begins at or before the id, or the first one. */
    private int chunkOf(SubscriberId id) {
        int low = 0;
        int high = chunks.size() - 1;
        while (low < high) {
            int middle = low + high + 1 >>> 1;
            if (ORDER.compare(chunks.get(middle).first(), id) <= 0) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low;
    }
}
