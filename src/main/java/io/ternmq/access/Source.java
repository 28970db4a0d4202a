package io.ternmq.access;

/** Something that answers questions of access. Sources are asked in order, each only when those before it said NEXT. */
public interface Source {
    /** As settings and explanations call it, for instance {@code password-file}. */
    String name();

    /** How it is; any thread, never waits. */
    default SourceHealth health() {
        return SourceHealth.local(SourceHealth.State.UP, SourceHealth.START, null);
    }

    /** What every answer has. */
    interface Answer {
        Verdict verdict();

        /** What decided, in words that an operator can act on; empty for a NEXT not worth a word. Never a password. */
        String rule();
    }
}
