package io.ternmq.config;

import java.util.List;

/** Settings are wrong. The message is for people: what is wrong, where it stands, and what may be meant. */
public final class SettingsException extends StartupException {
    private static final long serialVersionUID = 1L;

    private final transient List<Problem> problems;

    /**
     * One thing that is wrong.
     *
     * @param key the setting, as one writes it
     * @param origin where it was given, such as {@code application.yml:12}; empty when it wasn't
     * @param sentence what is wrong with it; goes on after the key
     */
    public record Problem(String key, String origin, String sentence) {
        /** In one line. */
        public String line() {
            return key + (origin.isEmpty() ? "" : " (" + origin + ")") + " " + sentence;
        }
    }

    /** @param problems at least one */
    public SettingsException(List<Problem> problems) {
        super(message(problems));
        this.problems = List.copyOf(problems);
    }

    /** What is wrong, in the order of the settings. */
    public List<Problem> problems() {
        return problems;
    }

    private static String message(List<Problem> problems) {
        if (problems.size() == 1) {
            return problems.get(0).line();
        }
        StringBuilder message = new StringBuilder(problems.size() + " settings are wrong");
        for (Problem problem : problems) {
            message.append(System.lineSeparator()).append("  ").append(problem.line());
        }
        return message.toString();
    }
}
