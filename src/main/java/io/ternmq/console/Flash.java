package io.ternmq.console;

import java.util.ArrayList;
import java.util.List;
import org.springframework.web.server.WebSession;

/** What the next page of somebody who is logged in says on top, once: that something was done, or why not. */
public final class Flash {
    private static final String ATTRIBUTE = Flash.class.getName();

    private Flash() {}

    /**
     * One message.
     *
     * @param tone good, warning or critical
     */
    public record Message(String tone, String text) {}

    /** Something was done. */
    public static void done(WebSession session, String sentence) {
        add(session, new Message("good", sentence));
    }

    /** Something was not done, and why. */
    public static void refused(WebSession session, String sentence) {
        add(session, new Message("critical", sentence));
    }

    private static void add(WebSession session, Message message) {
        List<Message> messages = new ArrayList<>(peek(session));
        messages.add(message);
        session.getAttributes().put(ATTRIBUTE, List.copyOf(messages));
    }

    /** The messages, which are then gone. */
    static List<Message> take(WebSession session) {
        List<Message> messages = peek(session);
        session.getAttributes().remove(ATTRIBUTE);
        return messages;
    }

    private static List<Message> peek(WebSession session) {
        return session.getAttribute(ATTRIBUTE) instanceof List<?> kept
                ? kept.stream().map(Message.class::cast).toList()
                : List.of();
    }
}
