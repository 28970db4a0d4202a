package io.ternmq.access.file;

import io.ternmq.access.file.BadFileException.BadLine;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The lines of a file in UTF-8, with numbers; all that is wrong with them is collected. Used by one thread, once. */
final class TextLines {
    private final List<BadLine> bad = new ArrayList<>();

    /** Takes one line; an {@link IllegalArgumentException} says in a phrase after "line 7 " what is wrong with it. */
    interface LineReader {
        void read(int number, String line);
    }

    /**
     * Reads all lines but blank ones.
     *
     * @throws BadFileException when any line is wrong
     */
    static void read(byte[] bytes, LineReader reader) throws BadFileException {
        TextLines lines = new TextLines();
        int number = 0;
        for (int from = startOf(bytes); from < bytes.length; ) {
            int end = endOf(bytes, from);
            number++;
            lines.read(number, bytes, from, end, reader);
            from = end + 1;
        }
        if (!lines.bad.isEmpty()) {
            throw new BadFileException(lines.bad);
        }
    }

    /** Some editors begin a file with a byte order mark. */
    private static int startOf(byte[] bytes) {
        boolean mark =
                bytes.length >= 3 && bytes[0] == (byte) 0xEF && bytes[1] == (byte) 0xBB && bytes[2] == (byte) 0xBF;
        return mark ? 3 : 0;
    }

    private static int endOf(byte[] bytes, int from) {
        int end = from;
        while (end < bytes.length && bytes[end] != '\n') {
            end++;
        }
        return end;
    }

    private void read(int number, byte[] bytes, int from, int end, LineReader reader) {
        int length = end > from && bytes[end - 1] == '\r' ? end - 1 - from : end - from;
        try {
            String line = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes, from, length))
                    .toString();
            if (!line.isBlank()) {
                reader.read(number, line);
            }
        } catch (CharacterCodingException notUtf8) {
            bad.add(new BadLine(number, "is no UTF-8"));
        } catch (IllegalArgumentException wrong) {
            bad.add(new BadLine(number, String.valueOf(wrong.getMessage())));
        }
    }
}
