package io.ternmq.durability;

import java.time.Duration;
import java.util.Random;

/**
 * How one life of the broker ends.
 *
 * @param crashPoint where it halts itself, as name and count; empty when nowhere
 * @param after how long it runs under load at most; for {@link Blow#KILLED_IN_START} counted from the start of the process
 */
record CycleEnd(Blow blow, String crashPoint, Duration after) {
    private static final int LONGEST_START_MILLIS = 2_500;
    private static final int SHORT_LOAD_MILLIS = 500;

    static CycleEnd draw(CheckerOptions options, Random random) {
        Blow blow = drawBlow(options.endings(), random);
        return switch (blow) {
            case KILLED_IN_START -> new CycleEnd(blow, "", Duration.ofMillis(random.nextInt(LONGEST_START_MILLIS)));
            case HALTED_AT_POINT -> new CycleEnd(blow, drawPoint(options.crashPoints(), random), options.longestLoad());
            default -> new CycleEnd(blow, "", drawLoad(options.longestLoad(), random));
        };
    }

    /** One in four comes while clients are still coming back. */
    private static Duration drawLoad(Duration longest, Random random) {
        long limit = random.nextInt(4) == 0 ? Math.min(SHORT_LOAD_MILLIS, longest.toMillis()) : longest.toMillis();
        return Duration.ofMillis((long) (random.nextDouble() * limit));
    }

    /** Early hits are as likely as late ones, by magnitude. */
    private static String drawPoint(String points, Random random) {
        String[] all = points.split(",");
        String point = all[random.nextInt(all.length)];
        String name = point.split(":")[0];
        return name + ":" + (int) Math.exp(random.nextDouble() * Math.log(weight(point)));
    }

    private static Blow drawBlow(String endings, Random random) {
        String[] weighted = endings.split(",");
        int total = 0;
        for (String ending : weighted) {
            total += weight(ending);
        }
        int drawn = random.nextInt(total);
        for (String ending : weighted) {
            drawn -= weight(ending);
            if (drawn < 0) {
                return blow(ending.split(":")[0]);
            }
        }
        throw new IllegalStateException(endings);
    }

    private static int weight(String weighted) {
        return Integer.parseInt(weighted.split(":")[1]);
    }

    private static Blow blow(String name) {
        return switch (name) {
            case "kill" -> Blow.KILLED;
            case "term" -> Blow.TERMINATED;
            case "point" -> Blow.HALTED_AT_POINT;
            case "start" -> Blow.KILLED_IN_START;
            default -> throw new IllegalArgumentException("no ending " + name);
        };
    }
}
