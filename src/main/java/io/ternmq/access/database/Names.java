package io.ternmq.access.database;

/** Which names of users, groups, accounts and keys can be kept by every database, each different from each other. */
final class Names {
    static final String RULE =
            "a name has 1 to 256 characters, no control characters, and no blank at its beginning or end";

    private static final int MAX_CHARACTERS = 256;

    private Names() {}

    static boolean isPossible(String name) {
        return !name.isEmpty()
                && name.codePointCount(0, name.length()) <= MAX_CHARACTERS
                && name.equals(name.strip())
                && name.codePoints().noneMatch(c -> Character.isISOControl(c) || isSurrogate(c));
    }

    /** Half of a character, which can't be written as UTF-8. */
    private static boolean isSurrogate(int c) {
        return c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE;
    }
}
