package io.ternmq.durability;

import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * Judges the history of a run that has been drained. A message is owed to a subscriber when its acknowledgement was seen and the
 * subscription had been acknowledged before the message was begun. One judge for one history.
 */
final class Judge {
    private static final int UNKNOWN = 0;
    private static final int BEGUN = 1;
    private static final int ACKNOWLEDGED = 2;

    private final Population population;
    private final History history;
    private final boolean owedFromPubrec;
    private final Verdict verdict = new Verdict();
    private final int first;
    private final int[] begunAt;
    private final short[] publisher;
    private final char[] detail;
    private final byte[] state;
    private final Map<Integer, Deliveries> subscribers = new TreeMap<>();
    private final RetainedBoard board;
    private int[] acknowledgedBeforeRead = {};
    private boolean[] found = {};
    private int acknowledged;

    /**
     * @param owedFromPubrec whether a QoS 2 message is owed from PUBREC on, as a broker has it that routes at once; otherwise from PUBCOMP on,
     *     since a broker may keep the message until PUBREL and loses it with a session that its publisher ends
     */
    Judge(Population population, History history, boolean owedFromPubrec) {
        this.population = population;
        this.history = history;
        this.owedFromPubrec = owedFromPubrec;
        first = history.firstMessage();
        int messages = history.nextMessage() - first;
        begunAt = new int[messages];
        publisher = new short[messages];
        detail = new char[messages];
        state = new byte[messages];
        board = new RetainedBoard(population.topicCount());
        population.subscriptions().keySet().forEach(client -> subscribers.put(client, new Deliveries()));
    }

    Verdict verdict() {
        for (int i = 0; i < history.size(); i++) {
            judge(i, history.event(i));
        }
        verdict.published(begunAt.length, acknowledged);
        subscribers.forEach(this::judgeWhatIsMissing);
        return verdict;
    }

    private void judge(int at, long event) {
        int client = Event.client(event);
        int message = Event.message(event);
        switch (Event.kind(event)) {
            case BEGUN -> onBegun(at, client, Event.detail(event), message);
            case RECEIVED -> {
                if (owedFromPubrec) {
                    onAcknowledged(message);
                }
            }
            case ACKNOWLEDGED -> onAcknowledged(message);
            case DELIVERED -> onDelivered(client, Event.detail(event), message);
            case CONNECTED -> onConnected(at, client, Event.detail(event));
            case SUBSCRIBED -> subscriber(client).subscribed(at);
            case ENDED -> {
                if (subscribers.containsKey(client)) {
                    subscriber(client).ended();
                }
            }
            case READ_BEGUN -> {
                acknowledgedBeforeRead = board.acknowledged();
                found = new boolean[board.topics()];
            }
            case VALUE -> onValue(Event.topic(Event.detail(event)), message);
            case READ_ENDED -> {
                if (Event.detail(event) != 0) {
                    judgeWhatWasNotFound();
                }
            }
            case COMPLAINT -> verdict.found(Fault.COMPLAINT, "client " + client + ": " + history.complaint(message));
            case TIME, RESENT, REFUSED, ABANDONED, BROKER -> {}
        }
    }

    private Deliveries subscriber(int client) {
        return Objects.requireNonNull(subscribers.get(client), "client without subscription");
    }

    private void onBegun(int at, int client, int its, int message) {
        int index = message - first;
        begunAt[index] = at;
        publisher[index] = (short) client;
        detail[index] = (char) its;
        state[index] = BEGUN;
        if (Event.retain(its)) {
            board.begun(Event.topic(its), message, Event.clear(its));
        }
    }

    private void onAcknowledged(int message) {
        int index = message - first;
        if (index < 0 || state[index] == ACKNOWLEDGED) {
            return;
        }
        state[index] = ACKNOWLEDGED;
        acknowledged++;
        if (Event.retain(detail[index])) {
            board.acknowledged(Event.topic(detail[index]), message);
        }
    }

    private void onDelivered(int client, int its, int message) {
        if (Event.retain(its)) {
            // A stored value for a new subscription, beside the stream of messages.
            return;
        }
        int index = message - first;
        if (message > 0 && index < 0) {
            // It was delivered in an earlier round, which ended drained.
            if (Event.qos(its) == 2) {
                verdict.found(Fault.DUPLICATE, "message " + message + " of an earlier round to client " + client);
            }
            return;
        }
        Population.Subscription subscription = Objects.requireNonNull(population.subscription(client));
        if (message <= 0
                || index >= state.length
                || state[index] == UNKNOWN
                || !fits(subscription, its, detail[index])) {
            verdict.found(Fault.GARBLED, "to client " + client + ": " + describe(its, message));
            return;
        }
        Deliveries deliveries = subscriber(client);
        boolean again = deliveries.hasSeen(index);
        verdict.delivered(!again);
        if (!again) {
            deliveries.see(index);
            judgeOrder(client, deliveries, index, message);
        } else if (Event.qos(its) == 2) {
            verdict.found(Fault.DUPLICATE, "to client " + client + ": " + describe(its, message));
        }
    }

    private static boolean fits(Population.Subscription subscription, int delivered, int published) {
        return Event.topic(delivered) == Event.topic(published)
                && Event.qos(delivered) == Math.min(Event.qos(published), subscription.qos())
                && subscription.topics().get(Event.topic(delivered));
    }

    private void judgeOrder(int client, Deliveries deliveries, int index, int message) {
        if (!deliveries.isOrdered(begunAt[index])) {
            return;
        }
        int its = detail[index];
        int overtaker = deliveries.overtaker(publisher[index], Event.topic(its), Event.qos(its), message);
        if (overtaker != 0) {
            verdict.found(
                    Fault.DISORDER, "to client " + client + ": " + describe(its, message) + " after " + overtaker);
        }
    }

    private void onConnected(int at, int client, int its) {
        boolean present = (its & 1) != 0;
        Presence expected = Presence.values()[its >>> 1];
        if (expected == Presence.MUST && !present) {
            verdict.found(Fault.SESSION_LOST, "of client " + client + " at event " + at);
        } else if (expected == Presence.MUST_NOT && present) {
            verdict.found(Fault.SESSION_REVIVED, "of client " + client + " at event " + at);
        }
    }

    private void onValue(int topic, int message) {
        verdict.valueRead();
        found[topic] = true;
        if (message < acknowledgedBeforeRead[topic]) {
            verdict.found(
                    Fault.STALE_VALUE,
                    "message " + message + " on " + population.topicName(topic) + " where "
                            + acknowledgedBeforeRead[topic] + " was acknowledged");
        }
    }

    private void judgeWhatWasNotFound() {
        for (int topic = 0; topic < found.length; topic++) {
            if (!found[topic] && !board.mayBeEmpty(topic, acknowledgedBeforeRead[topic])) {
                verdict.found(
                        Fault.LOST_VALUE,
                        "on " + population.topicName(topic) + " where " + acknowledgedBeforeRead[topic]
                                + " was acknowledged");
            }
        }
    }

    private void judgeWhatIsMissing(int client, Deliveries deliveries) {
        Population.Subscription subscription = Objects.requireNonNull(population.subscription(client));
        for (int index = 0; index < state.length; index++) {
            if (state[index] == ACKNOWLEDGED
                    && deliveries.claims(begunAt[index])
                    && subscription.topics().get(Event.topic(detail[index]))) {
                verdict.owed(1);
                if (!deliveries.hasSeen(index)) {
                    verdict.found(
                            Fault.MISSING, "for client " + client + ": " + describe(detail[index], index + first));
                }
            }
        }
    }

    private String describe(int its, int message) {
        return "message " + message + " on "
                + (Event.topic(its) < population.topicCount()
                        ? population.topicName(Event.topic(its))
                        : "an unknown topic")
                + " at QoS " + Event.qos(its);
    }
}
