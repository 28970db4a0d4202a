package io.ternmq.access;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** A source of rights that answers when the test says so, in the order that the test wants. */
public class LateSource implements AuthorizationSource {
    private final List<Asked> asked = new ArrayList<>();
    private Runnable forget = () -> {};

    /** One question that waits for its answer. */
    public record Asked(Client client, Action action, Consumer<Answer> answer) {
        public void answer(Verdict verdict) {
            answer.accept(new Answer(verdict, "said late of " + action.words()));
        }
    }

    @Override
    public String name() {
        return "late";
    }

    @Override
    public synchronized void authorize(Client client, Action action, Consumer<Answer> answer) {
        asked.add(new Asked(client, action, answer));
    }

    @Override
    public void onChange(Runnable task) {
        forget = task;
    }

    /** What has been asked and not been taken out by {@link #take}, in order. */
    public synchronized List<Asked> waiting() {
        return List.copyOf(asked);
    }

    /** Takes the question at an index out, to be answered. */
    public synchronized Asked take(int index) {
        return asked.remove(index);
    }

    /** Tells that the rules have changed. */
    public void change() {
        forget.run();
    }
}
