package io.ternmq.session;

import io.ternmq.protocol.Publish;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Deliveries of QoS 1 and 2 that are under way to a client, in the order in which they were first sent, found by their packet
 * identifier. On its loop only.
 *
 * <p>Identifiers are given out in turn, so the ring's slots have consecutive ones and a look-up is a subtraction. A slot whose
 * delivery is done is a hole until all older ones are done too. What is never acknowledged would make the ring grow
 * without end: such stragglers, always older than what is in the ring, move to a list of their own, and identifiers that they
 * hold are passed over.
 *
 * <p>A delivery is addressed by a handle, which is valid until something is added, released or rewound.
 */
final class InflightWindow {
    /** No such delivery. */
    static final int NONE = -1;

    private static final int INITIAL = 8;
    private static final int IDS = 65535;
    private static final int MAX_STRAGGLERS = 1024;
    /** Handles from here on are indexes of stragglers. */
    private static final int STRAGGLER = 1 << 20;

    private static final class Straggler {
        final int packetId;
        final @Nullable Publish message;
        long word;

        Straggler(int packetId, @Nullable Publish message, long word) {
            this.packetId = packetId;
            this.message = message;
            this.word = word;
        }
    }

    private @Nullable Publish[] messages = new Publish[INITIAL];
    private long[] words = new long[INITIAL];
    private int head;
    private int span;
    private int firstId = 1;
    private int size;
    private int counted;
    private int toResend;
    private int resendHint;
    private List<Straggler> stragglers = List.of();

    /** Deliveries under way. */
    int size() {
        return size;
    }

    /** Of those, how many count against the receive maximum of the present connection. */
    int counted() {
        return counted;
    }

    /** Of those, how many have to be sent again on the present connection. */
    int toResend() {
        return toResend;
    }

    /** Whether no packet identifier can be given out before something is acknowledged. */
    boolean isExhausted() {
        return stragglers.size() >= MAX_STRAGGLERS || span >= IDS - 1 && size - stragglers.size() > MAX_STRAGGLERS;
    }

    /** The identifier that the next {@link #add} gives out. */
    int nextPacketId() {
        int id = idAfter(firstId, span);
        while (isStraggler(id)) {
            id = idAfter(id, 1);
        }
        return id;
    }

    /**
     * Takes a delivery that is being sent, counted.
     *
     * @param kept kept or lent, and then with a hold for the window; null when it will never be sent again
     * @return its packet identifier
     */
    int add(@Nullable Publish kept, long word) {
        makeRoom();
        while (isStraggler(idAfter(firstId, span))) {
            words[head + span & words.length - 1] = 0;
            span++;
            makeRoom();
        }
        int id = idAfter(firstId, span);
        int at = head + span & words.length - 1;
        messages[at] = kept;
        words[at] = DeliveryWord.withState(word, DeliveryWord.SENT) | DeliveryWord.COUNTED;
        span++;
        size++;
        counted++;
        return id;
    }

    /**
     * Takes a delivery that was under way before a restart, behind those that are there. It is to be sent again.
     *
     * @param state {@link DeliveryWord#SENT} or {@link DeliveryWord#RELEASED}
     */
    void restore(int packetId, Publish kept, long word, int state) {
        long restored = DeliveryWord.withState(word, state) | DeliveryWord.RESEND;
        if (size == 0) {
            firstId = packetId;
            head = 0;
            span = 0;
        }
        int distance = distance(idAfter(firstId, span), packetId);
        if (distance > IDS / 2 || span + distance >= IDS - 1) {
            if (stragglers.isEmpty()) {
                stragglers = new ArrayList<>(4);
            }
            stragglers.add(new Straggler(packetId, kept, restored));
        } else {
            for (int i = 0; i <= distance; i++) {
                if (span == words.length) {
                    resize(span * 2);
                }
                words[head + span & words.length - 1] = 0;
                span++;
            }
            int at = head + span - 1 & words.length - 1;
            messages[at] = kept;
            words[at] = restored;
        }
        size++;
        toResend++;
    }

    /** The delivery that holds the packet identifier, or {@link #NONE}. */
    int find(int packetId) {
        int distance = distance(firstId, packetId);
        if (distance < span) {
            int at = head + distance & words.length - 1;
            if (DeliveryWord.state(words[at]) != DeliveryWord.FREE) {
                return at;
            }
        }
        for (int i = 0; i < stragglers.size(); i++) {
            if (stragglers.get(i).packetId == packetId) {
                return STRAGGLER + i;
            }
        }
        return NONE;
    }

    long word(int handle) {
        return handle >= STRAGGLER ? stragglers.get(handle - STRAGGLER).word : words[handle];
    }

    @Nullable
    Publish message(int handle) {
        return handle >= STRAGGLER ? stragglers.get(handle - STRAGGLER).message : messages[handle];
    }

    int packetId(int handle) {
        return handle >= STRAGGLER
                ? stragglers.get(handle - STRAGGLER).packetId
                : idAfter(firstId, handle - head & words.length - 1);
    }

    /** The client has got it: PUBREL is on its way. */
    void received(int handle) {
        replace(handle, DeliveryWord.withState(word(handle), DeliveryWord.RELEASED));
    }

    /** It was sent at that second; counted says whether as a PUBLISH that counts against the receive maximum. */
    void resent(int handle, long second, boolean countsNow) {
        long word = word(handle);
        long sent = DeliveryWord.withSecond(word & ~DeliveryWord.RESEND, second);
        replace(handle, countsNow ? sent | DeliveryWord.COUNTED : sent);
    }

    /** Takes it out; its packet identifier is free. Its message is the caller's, to be given back if it was lent. */
    void release(int handle) {
        replace(handle, 0);
        size--;
        if (handle >= STRAGGLER) {
            stragglers.remove(handle - STRAGGLER);
            return;
        }
        messages[handle] = null;
        while (span > 0 && DeliveryWord.state(words[head]) == DeliveryWord.FREE) {
            head = head + 1 & words.length - 1;
            firstId = idAfter(firstId, 1);
            span--;
            resendHint = Math.max(0, resendHint - 1);
        }
    }

    /** A new connection: all has to be sent again, nothing counts yet. */
    void rewind() {
        for (Straggler straggler : stragglers) {
            straggler.word = rewound(straggler.word);
        }
        for (int i = 0; i < span; i++) {
            int at = head + i & words.length - 1;
            if (DeliveryWord.state(words[at]) != DeliveryWord.FREE) {
                words[at] = rewound(words[at]);
            }
        }
        counted = 0;
        toResend = size;
        resendHint = 0;
    }

    private static long rewound(long word) {
        return word & ~DeliveryWord.COUNTED | DeliveryWord.RESEND;
    }

    /** The oldest that has to be sent again; there must be one. */
    int nextToResend() {
        for (int i = 0; i < stragglers.size(); i++) {
            if (DeliveryWord.is(stragglers.get(i).word, DeliveryWord.RESEND)) {
                return STRAGGLER + i;
            }
        }
        for (int i = resendHint; i < span; i++) {
            int at = head + i & words.length - 1;
            if (DeliveryWord.is(words[at], DeliveryWord.RESEND)) {
                resendHint = i;
                return at;
            }
        }
        throw new IllegalStateException("nothing has to be sent again");
    }

    /** How many places {@link #at} knows. */
    int places() {
        return stragglers.size() + span;
    }

    /** The delivery at a place, oldest first; {@link #NONE} for a hole. */
    int at(int place) {
        if (place < stragglers.size()) {
            return STRAGGLER + place;
        }
        int at = head + place - stragglers.size() & words.length - 1;
        return DeliveryWord.state(words[at]) == DeliveryWord.FREE ? NONE : at;
    }

    private void replace(int handle, long word) {
        long old = word(handle);
        if (DeliveryWord.is(old, DeliveryWord.COUNTED) != DeliveryWord.is(word, DeliveryWord.COUNTED)) {
            counted += DeliveryWord.is(word, DeliveryWord.COUNTED) ? 1 : -1;
        }
        if (DeliveryWord.is(old, DeliveryWord.RESEND) != DeliveryWord.is(word, DeliveryWord.RESEND)) {
            toResend += DeliveryWord.is(word, DeliveryWord.RESEND) ? 1 : -1;
        }
        if (handle >= STRAGGLER) {
            stragglers.get(handle - STRAGGLER).word = word;
        } else {
            words[handle] = word;
        }
    }

    private void makeRoom() {
        boolean idsUsedUp = span >= IDS - 1;
        if (span < words.length && !idsUsedUp) {
            return;
        }
        if (idsUsedUp || words.length >= 64 && size <= Math.min(words.length / 4, MAX_STRAGGLERS)) {
            spill();
        } else {
            resize(words.length * 2);
        }
    }

    /** Moves the older half's deliveries to the stragglers; its slots are free then. */
    private void spill() {
        if (stragglers.isEmpty()) {
            stragglers = new ArrayList<>(4);
        }
        int until = Math.max(1, span / 2);
        for (int i = 0; i < until; i++) {
            if (DeliveryWord.state(words[head]) != DeliveryWord.FREE) {
                stragglers.add(new Straggler(firstId, messages[head], words[head]));
                messages[head] = null;
                words[head] = 0;
            }
            head = head + 1 & words.length - 1;
            firstId = idAfter(firstId, 1);
            span--;
        }
        resendHint = 0;
    }

    private void resize(int length) {
        @Nullable Publish[] moved = new Publish[length];
        long[] movedWords = new long[length];
        for (int i = 0; i < span; i++) {
            int at = head + i & words.length - 1;
            moved[i] = messages[at];
            movedWords[i] = words[at];
        }
        messages = moved;
        words = movedWords;
        head = 0;
    }

    private boolean isStraggler(int packetId) {
        for (int i = 0; i < stragglers.size(); i++) {
            if (stragglers.get(i).packetId == packetId) {
                return true;
            }
        }
        return false;
    }

    private static int idAfter(int packetId, int steps) {
        return (packetId - 1 + steps) % IDS + 1;
    }

    private static int distance(int from, int to) {
        int distance = to - from;
        return distance < 0 ? distance + IDS : distance;
    }
}
