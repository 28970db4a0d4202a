package io.ternmq.access.file;

import java.util.List;

/** A file has something that can't be understood, so that nothing of it is taken. */
public final class BadFileException extends Exception {
    private static final long serialVersionUID = 1L;
    private static final int SHOWN = 3;

    /**
     * One line that can't be understood.
     *
     * @param number from 1
     * @param problem a phrase that goes on after "line 7 "
     */
    record BadLine(int number, String problem) {}

    /** @param lines at least one */
    BadFileException(List<BadLine> lines) {
        super(message(lines), null, false, false);
    }

    /** @param problem a phrase that goes on after the name of the file and a colon */
    public BadFileException(String problem) {
        super(problem, null, false, false);
    }

    private static String message(List<BadLine> lines) {
        StringBuilder message = new StringBuilder();
        lines.stream()
                .limit(SHOWN)
                .forEach(line -> message.append(message.isEmpty() ? "" : "; ")
                        .append("line ")
                        .append(line.number())
                        .append(' ')
                        .append(line.problem()));
        if (lines.size() > SHOWN) {
            message.append("; and ").append(lines.size() - SHOWN).append(" more");
        }
        return message.toString();
    }
}
