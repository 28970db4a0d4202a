package io.ternmq.console;

import io.ternmq.access.builtin.Role;
import io.ternmq.session.OfflineSessions;
import io.ternmq.session.Sessions;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Says how long pages about clients take with many offline sessions: the first argument is the data directory, the others are numbers of
 * sessions. Not a test, since times are a machine's.
 */
public final class ManySessionsTiming {
    private static final int ROUNDS = 15;
    private static final Pattern NEXT = Pattern.compile("rel=\"next\" href=\"([^\"]+)\"");
    private static final Pattern LIVE = Pattern.compile("hx-get=\"([^\"]*/live[^\"]*)\"");

    private ManySessionsTiming() {}

    public static void main(String[] arguments) {
        try (ServedNode node = ServedNode.start(Path.of(arguments[0]), Map.of())) {
            Sessions sessions = node.web().bean(Sessions.class);
            Person viewer = node.web().somebody(Role.OPERATOR);
            for (String count : Arrays.asList(arguments).subList(1, arguments.length)) {
                long begin = System.nanoTime();
                OfflineSessions.make(sessions, Integer.parseInt(count));
                System.out.printf("%s sessions, made in %d ms%n", count, (System.nanoTime() - begin) / 1_000_000);
                time(viewer, "first page", "/clients");
                time(viewer, "filtered, many match", "/clients?client=a");
                time(viewer, "filtered, few match", "/clients?client=beef1");
                time(viewer, "filtered, none matches", "/clients?client=nobody-has-this");
                time(viewer, "filtered by user, none matches", "/clients?user=nobody");
                time(viewer, "a page deep in", deep(viewer));
                time(viewer, "preview of all", "/clients/disconnect-many?cleanup=true");
                time(viewer, "subscriptions, none matches", "/subscriptions?filter=nobody-has-this");
                time(viewer, "a client", "/clients/client?id=device-9e3779b1");
                tabs(viewer);
            }
        }
    }

    /** The address behind twenty pages that begin in the middle. */
    private static String deep(Person viewer) {
        String path = "/clients?client=8";
        for (int i = 0; i < 20; i++) {
            Matcher next = NEXT.matcher(viewer.get(path).body());
            if (!next.find()) {
                return path;
            }
            path = next.group(1).replace("&amp;", "&");
        }
        return path;
    }

    private static void time(Person viewer, String what, String path) {
        long[] times = new long[ROUNDS];
        for (int i = 0; i < ROUNDS; i++) {
            long begin = System.nanoTime();
            int status = viewer.get(path).statusCode();
            times[i] = System.nanoTime() - begin;
            if (status != 200) {
                throw new AssertionError(path + " gave " + status);
            }
        }
        Arrays.sort(times);
        System.out.printf(
                "%-32s median %6.1f ms, worst %6.1f ms%n", what, times[ROUNDS / 2] / 1e6, times[ROUNDS - 1] / 1e6);
    }

    private static void ask(Person viewer, String path, int times) {
        for (int i = 0; i < times; i++) {
            int status = viewer.get(path, "X-Unattended", "true").statusCode();
            if (status != 204 && status != 200) {
                throw new AssertionError(path + " gave " + status);
            }
        }
    }

    /** What twenty tabs cost that show a client that does nothing: each asks once in five seconds whether it has. */
    private static void tabs(Person viewer) {
        var process = (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        Matcher live =
                LIVE.matcher(viewer.get("/clients/client?id=device-9e3779b1").body());
        if (!live.find()) {
            throw new AssertionError("the page doesn't ask for itself");
        }
        String path = live.group(1).replace("&amp;", "&");
        int asked = 5000;
        ask(viewer, path, 3 * asked); // until it is compiled: the compiler's work would be most of it
        long before = process.getProcessCpuTime();
        ask(viewer, path, asked);
        double each = (process.getProcessCpuTime() - before) / 1e6 / asked;
        System.out.printf(
                "to ask for a client costs %.2f ms of a core, its reader's work included: 20 tabs %.1f %%%n",
                each, each * 4 / 10);
    }
}
