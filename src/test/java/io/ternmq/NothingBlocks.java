package io.ternmq;

import io.ternmq.access.password.Sha512Hash;
import io.ternmq.access.real.RealDatabase;
import io.ternmq.access.users.Passwords;
import io.ternmq.transport.MqttLoops;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.paho.client.mqttv3.IMqttMessageListener;
import org.eclipse.paho.client.mqttv3.MqttClient;
import org.eclipse.paho.client.mqttv3.MqttConnectOptions;
import org.eclipse.paho.client.mqttv3.persist.MemoryPersistence;
import reactor.blockhound.BlockHound;

/**
 * A process of its own that watches every event loop for blocking calls while clients connect, subscribe and publish: BlockHound
 * rewrites the JDK's methods for the whole virtual machine. Ends with 0 when nothing has blocked, 1 when something has, 2 when a
 * sleep on a loop wasn't caught.
 */
final class NothingBlocks {
    private static final int CLIENTS = 100;
    private static final Queue<String> CAUGHT = new ConcurrentLinkedQueue<>();

    private NothingBlocks() {}

    /** @param arguments a folder; URL, user and password of a PostgreSQL database */
    public static void main(String[] arguments) throws Exception {
        BlockHound.builder()
                .loadIntegrations()
                // Reads /dev/urandom, which is a file to the JDK but never waits.
                .allowBlockingCallsInside("java.security.SecureRandom", "nextBytes")
                .blockingMethodCallback(
                        method -> CAUGHT.add(Thread.currentThread().getName() + " calls " + method + "\n"
                                + Stream.of(Thread.currentThread().getStackTrace())
                                        .skip(2)
                                        .limit(40)
                                        .map(frame -> "    at " + frame + "\n")
                                        .collect(Collectors.joining())))
                .install();
        if (!catchesASleep()) {
            System.out.println("A sleep on a loop was not caught.");
            System.exit(2);
        }
        CAUGHT.clear();
        RealDatabase database = new RealDatabase(arguments[1], "", 0, "", arguments[2], arguments[3]);
        try (BrokerOnDatabase broker = new BrokerOnDatabase(Path.of(arguments[0]), database, Map.of())) {
            work(broker);
        }
        // Clients of this process may block where they like.
        List<String> caught = CAUGHT.stream()
                .filter(text -> !text.startsWith("MQTT "))
                .distinct()
                .toList();
        caught.forEach(System.out::println);
        System.out.println("blocking calls: " + caught.size());
        System.exit(caught.isEmpty() ? 0 : 1);
    }

    private static boolean catchesASleep() throws InterruptedException {
        CountDownLatch slept = new CountDownLatch(1);
        try (MqttLoops loops = MqttLoops.create()) {
            loops.loops().all().get(0).execute(() -> {
                try {
                    Thread.sleep(1);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                slept.countDown();
            });
            slept.await(30, TimeUnit.SECONDS);
        }
        return CAUGHT.stream().anyMatch(text -> text.startsWith("mqtt-") && text.contains("sleep"));
    }

    private static void work(BrokerOnDatabase broker) throws Exception {
        byte[] secret = "secret".getBytes(StandardCharsets.UTF_8);
        broker.keepUsers("slow", CLIENTS, Passwords.argon2id(secret));
        broker.keepUsers("quick", CLIENTS, Sha512Hash.ofPassword(secret).text());
        for (int round = 0; round < 2; round++) {
            System.out.println(ConnectCrowd.connect(broker.port(), "slow", CLIENTS, "secret"));
            System.out.println(ConnectCrowd.connect(broker.port(), "quick", CLIENTS, "secret"));
            System.out.println(ConnectCrowd.connect(broker.port(), "nobody", 10, "secret"));
        }
        CountDownLatch received = new CountDownLatch(CLIENTS);
        IMqttMessageListener listener = (topic, message) -> received.countDown();
        MqttConnectOptions options = new MqttConnectOptions();
        options.setUserName("slow0");
        options.setPassword("secret".toCharArray());
        options.setCleanSession(false);
        // Paho counts a message as done somewhat later than it says so.
        options.setMaxInflight(CLIENTS);
        MqttClient client = new MqttClient("tcp://127.0.0.1:" + broker.port(), "watched", new MemoryPersistence());
        client.connect(options);
        client.subscribe("a/+", 1, listener);
        for (int i = 0; i < CLIENTS; i++) {
            client.publish("a/" + i, secret, 1, i % 2 == 0);
        }
        System.out.println("received: " + received.await(30, TimeUnit.SECONDS));
        client.disconnect();
        client.close();
    }
}
