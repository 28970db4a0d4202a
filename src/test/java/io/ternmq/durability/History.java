package io.ternmq.durability;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;

/**
 * What happened, in the order in which the clients saw it: eight bytes for an event. Messages are numbered from 1 on as they are
 * begun; the numbers go on when the history is cleared between two rounds. For one thread.
 */
final class History {
    private static final int CHUNK = 1 << 16;
    private static final long TIME_STEP_NANOS = 50_000_000;

    private final List<long[]> chunks = new ArrayList<>();
    private final List<String> complaints = new ArrayList<>();
    private final long start = System.nanoTime();
    private long lastTime = start;
    private int size;
    private int firstMessage = 1;
    private int nextMessage = 1;

    int size() {
        return size;
    }

    long event(int index) {
        return chunks.get(index / CHUNK)[index % CHUNK];
    }

    /** The first message that was begun in this round. */
    int firstMessage() {
        return firstMessage;
    }

    int nextMessage() {
        return nextMessage;
    }

    String complaint(int number) {
        return complaints.get(number);
    }

    /** Starts a new round; what is numbered lower than its first message belongs to the past. */
    void clear() {
        chunks.clear();
        complaints.clear();
        size = 0;
        firstMessage = nextMessage;
    }

    /** A PUBLISH is sent; returns the message's number. */
    int begun(int client, int topic, int qos, boolean retain, boolean clear) {
        int message = nextMessage++;
        add(EventKind.BEGUN, client, Event.detail(topic, qos, retain, false, clear), message);
        return message;
    }

    void resent(int client, int message) {
        add(EventKind.RESENT, client, 0, message);
    }

    void received(int client, int message) {
        add(EventKind.RECEIVED, client, 0, message);
    }

    void acknowledged(int client, int message) {
        add(EventKind.ACKNOWLEDGED, client, 0, message);
    }

    void refused(int client, int message, int reasonCode) {
        add(EventKind.REFUSED, client, reasonCode, message);
    }

    void abandoned(int client, int message) {
        add(EventKind.ABANDONED, client, 0, message);
    }

    void delivered(int client, int topic, int qos, boolean retain, boolean dup, int message) {
        add(EventKind.DELIVERED, client, Event.detail(topic, qos, retain, dup, false), message);
    }

    void connected(int client, Presence expected, boolean present) {
        add(EventKind.CONNECTED, client, expected.ordinal() << 1 | (present ? 1 : 0), 0);
    }

    void subscribed(int client) {
        add(EventKind.SUBSCRIBED, client, 0, 0);
    }

    void ended(int client) {
        add(EventKind.ENDED, client, 0, 0);
    }

    void readBegun(int client) {
        add(EventKind.READ_BEGUN, client, 0, 0);
    }

    void value(int client, int topic, int message) {
        add(EventKind.VALUE, client, Event.detail(topic, 0, true, false, false), message);
    }

    /** @param whole false when the connection broke meanwhile, so that absent values say nothing */
    void readEnded(int client, boolean whole) {
        add(EventKind.READ_ENDED, client, whole ? 1 : 0, 0);
    }

    void broker(Blow blow, int cycle) {
        add(EventKind.BROKER, 0, blow.ordinal(), cycle);
    }

    /** Something that no broker may do, whatever else happened. */
    void complain(int client, String text) {
        add(EventKind.COMPLAINT, client, 0, complaints.size());
        complaints.add(text);
    }

    private void add(EventKind kind, int client, int detail, int message) {
        long now = System.nanoTime();
        if (now - lastTime > TIME_STEP_NANOS) {
            lastTime = now;
            add(Event.of(EventKind.TIME, 0, 0, (int) ((now - start) / 1_000_000)));
        }
        add(Event.of(kind, client, detail, message));
    }

    private void add(long event) {
        if (size % CHUNK == 0) {
            chunks.add(new long[CHUNK]);
        }
        chunks.get(size / CHUNK)[size % CHUNK] = event;
        size++;
    }

    /** Writes it all as text, one event a line, packed by gzip. */
    void dump(Path file, Population population) {
        try (PrintWriter lines =
                new PrintWriter(new GZIPOutputStream(Files.newOutputStream(file)), false, StandardCharsets.UTF_8)) {
            population.describe().forEach(lines::println);
            for (int i = 0; i < size; i++) {
                long event = event(i);
                lines.println(i + " " + Event.text(event)
                        + (Event.kind(event) == EventKind.COMPLAINT ? " " + complaint(Event.message(event)) : ""));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
