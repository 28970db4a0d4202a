package io.ternmq.durability;

import io.ternmq.conformance.harness.MqttVersion;
import io.ternmq.durability.CheckedClient.Surroundings;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/** All clients of a run and what befalls them. On the loop's thread. */
final class Scenario {
    private static final Duration TICK = Duration.ofMillis(2);
    private static final int LINES = 4;
    private static final int CLEARED_TOPICS = 3;
    private static final int LONGEST_ABSENCE_MILLIS = 4_000;
    private static final int LONGEST_PAUSE_MILLIS = 700;
    private static final int LARGEST_RECEIVE_MAXIMUM = 100;

    private final CheckerOptions options;
    private final Surroundings its;
    private final Pace pace;
    private final RetainedBoard board;
    private final RetainedReader reader;
    private final List<Publisher> publishers = new ArrayList<>();
    private final List<Subscriber> subscribers = new ArrayList<>();
    private boolean disturbing;

    Scenario(CheckerOptions options, EventLoop loop, InetSocketAddress broker, History history, Population population) {
        this.options = options;
        this.its = new Surroundings(loop, broker, history, population, new Random(options.seed()));
        this.pace = new Pace(options.rate());
        List<Topics> topics = new ArrayList<>();
        for (int i = 0; i < options.publishers(); i++) {
            topics.add(topics(i));
        }
        this.board = new RetainedBoard(population.topicCount());
        for (int i = 0; i < options.publishers(); i++) {
            addPublisher(i, topics.get(i));
        }
        for (int i = 0; i < options.subscribers(); i++) {
            addSubscriber(i);
        }
        int readerNumber = options.publishers() + options.subscribers();
        this.reader = new RetainedReader(its, readerNumber, board, options.quiet(), "r/+", "c/#");
    }

    private record Topics(List<Integer> shared, int retained, List<Integer> cleared) {}

    /** Two publishers share the topics of a row; the retained ones are a publisher's own. */
    private Topics topics(int publisher) {
        List<Integer> shared = new ArrayList<>();
        for (int line = 0; line < LINES; line++) {
            shared.add(its.population().topic("d/" + line + "/" + publisher / 2));
        }
        List<Integer> cleared = new ArrayList<>();
        for (int i = 0; i < CLEARED_TOPICS; i++) {
            cleared.add(its.population().topic("c/" + publisher + "/" + i));
        }
        return new Topics(shared, its.population().topic("r/" + publisher), cleared);
    }

    private static MqttVersion version(int i) {
        return i % 2 == 0 ? MqttVersion.V5 : MqttVersion.V311;
    }

    private void addPublisher(int i, Topics topics) {
        MqttVersion version = version(i);
        publishers.add(new Publisher(
                its,
                i,
                version,
                new OutgoingPublishes(i, its.history(), version, board, options.owedFromPubrec()),
                pace,
                options.window(),
                topics.shared(),
                topics.retained(),
                topics.cleared()));
    }

    private void addSubscriber(int i) {
        int number = options.publishers() + i;
        String filter = switch (i % 6) {
            case 0 -> "d/#";
            case 1 -> "r/+";
            case 2, 3 -> "d/" + its.random().nextInt(LINES) + "/+";
            default -> "d/+/" + its.random().nextInt((options.publishers() + 1) / 2);
        };
        int qos = its.random().nextInt(4) == 0 ? 1 : 2;
        subscribers.add(new Subscriber(
                its,
                number,
                version(i / 2),
                its.population().subscribe(number, filter, qos),
                1 + its.random().nextInt(LARGEST_RECEIVE_MAXIMUM)));
    }

    void start() {
        subscribers.forEach(CheckedClient::start);
        publishers.forEach(CheckedClient::start);
        tick();
        resume();
    }

    private void tick() {
        pace.tick();
        // Whoever comes first takes most of what has become due.
        int first = its.random().nextInt(publishers.size());
        for (int i = 0; i < publishers.size(); i++) {
            publishers.get((first + i) % publishers.size()).fill();
        }
        its.loop().after(TICK, this::tick);
    }

    /** Lets the load begin, after {@link #calm} again. */
    void resume() {
        publishers.forEach(publisher -> publisher.activate(true));
        reader.start();
        disturbing = true;
        disturbLater();
    }

    /** Publishers begin nothing more and nobody is disturbed. */
    void calm() {
        disturbing = false;
        publishers.forEach(publisher -> publisher.activate(false));
    }

    void stopReading() {
        reader.stop();
    }

    private void disturbLater() {
        double mean = options.disturbance().toNanos();
        long nanos = (long) (-Math.log(1 - its.random().nextDouble()) * mean);
        its.loop().after(Duration.ofNanos(nanos), () -> {
            if (disturbing) {
                disturb();
                disturbLater();
            }
        });
    }

    private void disturb() {
        int who = its.random().nextInt(publishers.size() + subscribers.size());
        if (who < publishers.size()) {
            disturb(publishers.get(who));
        } else {
            disturb(subscribers.get(who - publishers.size()), who - publishers.size());
        }
    }

    private void disturb(Publisher publisher) {
        switch (its.random().nextInt(5)) {
            case 0 -> publisher.takeOver();
            case 1 -> publisher.comeBackWithoutSession();
            default -> publisher.leave(absence(LONGEST_ABSENCE_MILLIS / 8));
        }
    }

    /** Only a few end their sessions, since what is queued for those who do is owed no more. */
    private void disturb(Subscriber subscriber, int index) {
        switch (its.random().nextInt(6)) {
            case 0 -> subscriber.takeOver();
            case 1, 2 -> subscriber.pauseReading(absence(LONGEST_PAUSE_MILLIS));
            case 3 -> {
                if (index % 5 == 4) {
                    subscriber.comeBackWithoutSession();
                } else {
                    subscriber.leave(Duration.ZERO);
                }
            }
            default -> subscriber.leave(absence(LONGEST_ABSENCE_MILLIS));
        }
    }

    private Duration absence(int longestMillis) {
        return Duration.ofMillis(its.random().nextInt(longestMillis));
    }

    /** Who has not come to rest yet: publishers with unfinished messages, subscribers that are away. */
    List<String> restless() {
        return Stream.concat(
                        publishers.stream()
                                .filter(publisher -> !publisher.isDone())
                                .map(publisher -> publisher.clientId
                                        + (publisher.isOnline() ? " waits for " + publisher.unfinished() : " is away")),
                        subscribers.stream()
                                .filter(subscriber -> !subscriber.isSubscribed())
                                .map(subscriber -> subscriber.clientId + " is away"))
                .toList();
    }

    /** For how long no subscriber has been sent anything. */
    Duration quietFor() {
        long news = subscribers.stream().mapToLong(Subscriber::lastNews).max().orElse(0);
        return Duration.ofNanos(System.nanoTime() - news);
    }

    int wholeReadings() {
        return reader.wholeReadings();
    }

    /** Tells a cleared history who is subscribed. */
    void noteSubscriptions() {
        subscribers.forEach(Subscriber::noteSubscription);
    }
}
