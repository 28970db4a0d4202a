package io.ternmq.session;

import io.ternmq.protocol.SubscriberId;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;

/**
 * Puts the CONNECTs of one subscriber id in line: claiming the session, taking it over and CONNACK belong together, and parts of
 * them wait for others. On the loop only.
 */
final class ConnectLine {
    /** Who stands in line for a subscriber id. */
    interface Member {
        /** It is this one's turn; it calls {@link ConnectLine#leave} when it is done, also when its connection is gone. */
        void onTurn();
    }

    private final SessionLoop home;
    /** For each id that somebody is busy with, who waits behind. */
    private final Map<SubscriberId, Queue<Member>> lines = new HashMap<>();

    ConnectLine(SessionLoop home) {
        this.home = home;
    }

    void enter(SubscriberId id, Member member) {
        Queue<Member> line = lines.get(id);
        if (line == null) {
            lines.put(id, new ArrayDeque<>(0));
            member.onTurn();
        } else {
            line.add(member);
        }
    }

    /** The one whose turn it was is done; the next one's turn comes on a stack of its own. */
    void leave(SubscriberId id) {
        Queue<Member> line = lines.get(id);
        Member next = line == null ? null : line.poll();
        if (next == null) {
            lines.remove(id);
        } else {
            home.loop().execute(next::onTurn);
        }
    }

    /** How many subscriber ids somebody is busy with. */
    int size() {
        return lines.size();
    }
}
