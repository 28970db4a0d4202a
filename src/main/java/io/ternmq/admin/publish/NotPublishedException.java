package io.ternmq.admin.publish;

import io.ternmq.event.Explained;
import io.ternmq.protocol.ReasonCode;
import java.util.List;

/** A message was not published, or not with all that was asked for; the message is a sentence for whoever asked. */
public final class NotPublishedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Kind kind;
    private final ReasonCode reason;
    private final transient Explained why;

    NotPublishedException(Kind kind, ReasonCode reason, Explained why) {
        super(kind.beginning + why.sentence());
        this.kind = kind;
        this.reason = reason;
        this.why = why;
    }

    /** Why, for programs. */
    public enum Kind {
        /** It is not allowed. */
        REFUSED("Not published. "),
        /** It is larger than a packet may be. */
        TOO_LARGE("Not published. "),
        /** The node, or a source that decides, can't do it at the moment. */
        BUSY("Not published. "),
        /** It was published, but is not retained, or not as safe as it should be, or that isn't known. */
        NOT_KEPT("Published, but not for certain kept. ");

        private final String beginning;

        Kind(String beginning) {
            this.beginning = beginning;
        }
    }

    public Kind kind() {
        return kind;
    }

    /** The reason code of MQTT 5. */
    public int reasonCode() {
        return reason.value();
    }

    /** The reason code in words. */
    public String reason() {
        return reason.words();
    }

    /** What decided. */
    public String source() {
        return why.source();
    }

    /** By which rule, in words. */
    public String rule() {
        return why.rule();
    }

    /** The built-in rule that decided; 0 when it was none. */
    public long ruleId() {
        return why.ruleId();
    }

    /** What was asked before, in order. */
    public List<String> trail() {
        return why.trail();
    }
}
