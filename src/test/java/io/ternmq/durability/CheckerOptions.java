package io.ternmq.durability;

import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a run is made of. On the command line each is {@code --name=value} or {@code --name value}, with dashes between words.
 *
 * @param command starts the broker in the foreground, its words apart by blanks; {@code {port}}, {@code {data}} and {@code {level}} are
 *     filled in; a script has to end in {@code exec}, so that the broker has the process id
 * @param broker {@code ternmq} gets its settings on the command line; anything else is started by the command as it is
 * @param level of the store: {@code process}, {@code disk}, {@code memory}; {@code none} leaves the setting out
 * @param port where the broker listens; 0 for a free one
 * @param work the folder of the broker's data and log and of dumped histories
 * @param cycles how often the broker is stopped
 * @param duration ends the run before all cycles are through; 0s is no limit
 * @param round after how many cycles the load rests and the history is judged
 * @param seed of all that is random in clients and cycles
 * @param publishers how many; every second speaks MQTT 5
 * @param subscribers how many persistent ones; every second speaks MQTT 5
 * @param window unfinished publishes of a publisher
 * @param rate messages per second, all publishers together; 0 for as many as the windows allow
 * @param longestLoad the longest time between the broker being up and its end
 * @param lastLoad the time under load before a round ends, in which nothing befalls the broker
 * @param endings how the broker ends, with weights: {@code kill}, {@code term}, {@code point}, {@code start} (killed before it is up)
 * @param crashPoints names of points at which the broker halts itself, each with the latest time at which it is to be hit; where none is
 *     reached, the broker is killed
 * @param disturbance the mean time between two things that befall a client: gone, offline, taken over, not reading
 * @param patience how long a broker may take to come up, or publishers and subscribers to come to rest
 * @param quiet how long nothing more must have come before what is still owed is called missing
 * @param owedFromPubrec whether QoS 2 is owed from PUBREC on, even if the publisher ends its session before PUBREL
 */
record CheckerOptions(
        String command,
        String broker,
        String level,
        int port,
        String work,
        int cycles,
        Duration duration,
        int round,
        long seed,
        int publishers,
        int subscribers,
        int window,
        int rate,
        Duration longestLoad,
        Duration lastLoad,
        String endings,
        String crashPoints,
        Duration disturbance,
        Duration patience,
        Duration quiet,
        boolean owedFromPubrec) {

    private static final Pattern TIME = Pattern.compile("(\\d+)(ms|s|m|h)");

    /** The defaults of everything, with the pairs of names and values given. */
    static CheckerOptions of(String... namesAndValues) {
        Map<String, String> values = new HashMap<>(Map.ofEntries(
                Map.entry("command", "java -jar target/ternmq.jar"),
                Map.entry("broker", "ternmq"),
                Map.entry("level", "process"),
                Map.entry("port", "0"),
                Map.entry("work", ""),
                Map.entry("cycles", "10"),
                Map.entry("duration", "0s"),
                Map.entry("round", "20"),
                Map.entry("seed", Long.toString(ThreadLocalRandom.current().nextLong(1_000_000_000))),
                Map.entry("publishers", "12"),
                Map.entry("subscribers", "12"),
                Map.entry("window", "20"),
                Map.entry("rate", "0"),
                Map.entry("longest-load", "3s"),
                Map.entry("last-load", "1s"),
                Map.entry("endings", "kill:6,term:1,point:3,start:1"),
                Map.entry(
                        "crash-points",
                        "WRITTEN:3000,COMMITTED:3000,COPIED:2,RECOVERING:1,TABLES_WRITTEN:2,TAKEOVER:20"),
                Map.entry("disturbance", "80ms"),
                Map.entry("patience", "120s"),
                Map.entry("quiet", "10s"),
                Map.entry("owed-from-pubrec", "true")));
        for (int i = 0; i < namesAndValues.length; i += 2) {
            if (values.put(namesAndValues[i], namesAndValues[i + 1]) == null) {
                throw new IllegalArgumentException("no option " + namesAndValues[i] + "; there are " + values.keySet());
            }
        }
        return bind(values);
    }

    /** Reads a command line. */
    static CheckerOptions parse(String... arguments) {
        String[] words = Arrays.stream(arguments)
                .flatMap(word ->
                        word.startsWith("--") ? Arrays.stream(word.substring(2).split("=", 2)) : List.of(word).stream())
                .toArray(String[]::new);
        if (words.length % 2 != 0) {
            throw new IllegalArgumentException("an option without a value in " + List.of(arguments));
        }
        return of(words);
    }

    private static CheckerOptions bind(Map<String, String> values) {
        RecordComponent[] components = CheckerOptions.class.getRecordComponents();
        Object[] bound = new Object[components.length];
        Class<?>[] types = new Class<?>[components.length];
        for (int i = 0; i < components.length; i++) {
            types[i] = components[i].getType();
            bound[i] = convert(values.get(dashed(components[i].getName())), types[i]);
        }
        try {
            return CheckerOptions.class.getDeclaredConstructor(types).newInstance(bound);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String dashed(String name) {
        return name.replaceAll("([A-Z])", "-$1").toLowerCase(java.util.Locale.ROOT);
    }

    private static Object convert(String value, Class<?> type) {
        if (type == int.class) {
            return Integer.parseInt(value);
        }
        if (type == long.class) {
            return Long.parseLong(value);
        }
        if (type == boolean.class) {
            return Boolean.parseBoolean(value);
        }
        return type == Duration.class ? time(value) : value;
    }

    private static Duration time(String text) {
        Matcher time = TIME.matcher(text);
        if (!time.matches()) {
            throw new IllegalArgumentException(text + " is no time; it is a number with ms, s, m or h");
        }
        long number = Long.parseLong(time.group(1));
        return switch (time.group(2)) {
            case "ms" -> Duration.ofMillis(number);
            case "s" -> Duration.ofSeconds(number);
            case "m" -> Duration.ofMinutes(number);
            default -> Duration.ofHours(number);
        };
    }

    boolean isTernMq() {
        return broker.equals("ternmq");
    }
}
