package io.ternmq.admin.rights;

import io.ternmq.admin.RefusedException;
import java.util.List;
import java.util.stream.Collectors;

/** What was asked for isn't done, and nothing was changed; the message is for whoever asked. */
public final class RefusedChangeException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Reason reason;
    private final transient List<Problem> problems;

    private RefusedChangeException(Reason reason, List<Problem> problems) {
        super(problems.stream().map(Problem::sentence).collect(Collectors.joining(" ")));
        this.reason = reason;
        this.problems = List.copyOf(problems);
    }

    /** Why, for programs. */
    public enum Reason {
        /** What was given is not right. */
        INVALID,
        /** It isn't there. */
        MISSING,
        /** It is there already. */
        EXISTS,
        /** Somebody else has changed it since it was looked at. */
        STALE,
        /** It is too much at the moment. */
        BUSY
    }

    /**
     * One thing that is wrong.
     *
     * @param field what of the input it is about; empty when it is about the whole
     * @param sentence for people; repeats no secret
     */
    public record Problem(String field, String sentence) {}

    public static RefusedChangeException invalid(List<Problem> problems) {
        return new RefusedChangeException(Reason.INVALID, problems);
    }

    public static RefusedChangeException invalid(String field, String sentence) {
        return of(Reason.INVALID, field, sentence);
    }

    public static RefusedChangeException of(Reason reason, String field, String sentence) {
        return new RefusedChangeException(reason, List.of(new Problem(field, sentence)));
    }

    static RefusedChangeException staleRules() {
        return of(
                Reason.STALE,
                "version",
                "Somebody else has changed the rules in the meantime, so nothing was done. Look at them again, then repeat the change.");
    }

    /** @param what with a verb, such as "The rule has" */
    static RefusedChangeException changedSince(String what) {
        return of(
                Reason.STALE,
                "",
                what
                        + " been changed again since then, which taking this back would undo too. Take the later change back first.");
    }

    /** For those who only know what every use case may answer. */
    RefusedException asRefused() {
        return new RefusedException(String.valueOf(getMessage()), this);
    }

    public Reason reason() {
        return reason;
    }

    public List<Problem> problems() {
        return problems;
    }
}
