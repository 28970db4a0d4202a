package io.ternmq.gate;

/** What somebody has sent, as it may stand in a line of the log. */
final class Shown {
    private static final int MAX_CHARACTERS = 64;

    private Shown() {}

    static String name(String name) {
        String plain = name.replaceAll("[^\\p{L}\\p{N}\\p{P}\\p{S} ]", "\uFFFD");
        return "'" + (plain.length() <= MAX_CHARACTERS ? plain : plain.substring(0, MAX_CHARACTERS) + "...") + "'";
    }
}
