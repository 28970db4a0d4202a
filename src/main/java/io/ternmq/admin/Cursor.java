package io.ternmq.admin;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where the next page of a list begins, as a text without meaning for others. A key that is too long for an address is cut, and then it
 * says how many entries behind the cut key have been seen.
 *
 * @param keys of the last entry, the first of them perhaps cut
 * @param seen entries behind the keys that are not to be given again
 */
record Cursor(List<String> keys, int seen) {
    private static final int MAX_KEY = 500;
    private static final int MAX_SEEN = 100_000;

    /** Before the first entry. */
    static final Cursor START = new Cursor(List.of(), 0);

    boolean isStart() {
        return keys.isEmpty();
    }

    String key(int index) {
        return keys.get(index);
    }

    /** Whether a key goes into a cursor as it is. */
    static boolean fits(String key) {
        return key.length() <= MAX_KEY;
    }

    /**
     * The cursor behind a page that began at this one.
     *
     * @param last the first key of what was looked at last
     * @param given the first keys of the entries of the page
     * @param others the other keys of what was looked at last, none of which may be long
     */
    Cursor behind(String last, List<String> given, String... others) {
        List<String> all = new ArrayList<>();
        String cut = fits(last) ? last : last.substring(0, end(last));
        all.add(cut);
        all.addAll(List.of(others));
        if (fits(last)) {
            return new Cursor(all, 0);
        }
        long behind = given.stream().filter(key -> key.compareTo(cut) > 0).count();
        boolean same = !keys.isEmpty() && keys.get(0).equals(cut);
        return new Cursor(all, (int) behind + (same ? seen : 0));
    }

    private static int end(String key) {
        return Character.isHighSurrogate(key.charAt(MAX_KEY - 1)) ? MAX_KEY - 1 : MAX_KEY;
    }

    /** As a text of letters, digits, - and _. */
    String text() {
        StringBuilder plain = new StringBuilder().append(seen);
        for (String key : keys) {
            plain.append(',').append(key.length()).append(':').append(key);
        }
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(plain.toString().getBytes(StandardCharsets.UTF_8));
    }

    /**
     * The cursor of a text.
     *
     * @param text null or empty for the start
     * @param count how many keys it must have
     * @throws InvalidInputException when it isn't one of ours
     */
    static Cursor parse(@Nullable String text, int count) {
        if (text == null || text.isEmpty()) {
            return START;
        }
        try {
            String plain = new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8);
            int at = plain.indexOf(',');
            int seen = Integer.parseInt(plain.substring(0, at));
            List<String> keys = new ArrayList<>();
            while (at < plain.length()) {
                int colon = plain.indexOf(':', at);
                int end = colon + 1 + Integer.parseInt(plain.substring(at + 1, colon));
                keys.add(plain.substring(colon + 1, end));
                at = end;
            }
            if (keys.size() == count && seen >= 0 && seen <= MAX_SEEN) {
                return new Cursor(List.copyOf(keys), seen);
            }
        } catch (IllegalArgumentException | StringIndexOutOfBoundsException e) {
            throw new InvalidInputException("the cursor is none that this node gave", e);
        }
        throw new InvalidInputException("the cursor is none that this node gave");
    }
}
