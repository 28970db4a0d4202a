package io.ternmq;

import static io.ternmq.access.builtin.Operation.PUBLISH;
import static io.ternmq.access.builtin.Operation.SUBSCRIBE;
import static io.ternmq.access.rules.ARule.allow;
import static io.ternmq.access.rules.ARule.deny;

import io.ternmq.access.builtin.User;
import io.ternmq.access.password.Sha512Hash;
import io.ternmq.access.real.RealDatabase;
import io.ternmq.access.real.RealMariaDb;
import io.ternmq.access.real.RealPostgres;
import io.ternmq.conformance.harness.ConnectPacket;
import io.ternmq.conformance.harness.MqttVersion;
import io.ternmq.conformance.harness.PacketKind;
import io.ternmq.conformance.harness.PublishPacket;
import io.ternmq.conformance.harness.RawMqttClient;
import io.ternmq.conformance.harness.SocketLink;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How long it takes until a right that is taken from very many connected clients is gone, and how long the messages of others wait
 * meanwhile. Argument: h2 (the default), postgresql or mariadb, and how many clients there are.
 */
final class RevocationFigures {
    private static final long MILLI = 1_000_000;
    private static final int AT_ONCE = 500;

    private final BrokerOnDatabase broker;
    private final String name;
    private final int clients;

    private RevocationFigures(BrokerOnDatabase broker, String name, int clients) {
        this.broker = broker;
        this.name = name;
        this.clients = clients;
    }

    public static void main(String[] arguments) throws Exception {
        String name = arguments.length > 0 ? arguments[0] : "h2";
        int clients = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 10_000;
        @Nullable
        RealDatabase database = switch (name) {
            case "postgresql" -> RealPostgres.freshDatabase();
            case "mariadb" -> RealMariaDb.freshDatabase();
            default -> null;
        };
        try (BrokerOnDatabase broker =
                new BrokerOnDatabase(Files.createTempDirectory("revocation-figures"), database, Map.of())) {
            String hash = Sha512Hash.ofPassword("secret".getBytes(StandardCharsets.UTF_8))
                    .text();
            List<User> users = new ArrayList<>();
            for (int i = 0; i < clients; i++) {
                users.add(new User("u" + i, hash, null, List.of(), false, "", Instant.EPOCH));
            }
            for (int first = 0; first < clients; first += AT_ONCE) {
                List<User> some = users.subList(first, Math.min(clients, first + AT_ONCE));
                broker.store().users().saveAll(some).block();
            }
            RevocationFigures figures = new RevocationFigures(broker, name, clients);
            for (int different : new int[] {10, clients}) {
                figures.run(different, "looked up for the first time");
                figures.run(different, "known");
            }
        }
        System.exit(0);
    }

    private void run(int users, String how) throws Exception {
        broker.rules(allow("#", PUBLISH, SUBSCRIBE));
        try (HeldCrowd crowd = new HeldCrowd(broker.port(), clients, "u", users);
                RawMqttClient one = client("one");
                RawMqttClient other = client("other")) {
            crowd.awaitAll();
            other.subscribe("healthy", 0);
            Traffic traffic = new Traffic(one, other);
            traffic.passFor(1000);
            traffic.tell(name + ", " + users + " users, before");
            take(users, how, traffic);
            broker.rules(allow("#", PUBLISH, SUBSCRIBE));
        }
    }

    private void take(int users, String how, Traffic traffic) throws Exception {
        traffic.passFor(2000);
        traffic.begin();
        try (RawMqttClient probe = client("probe")) {
            long began = System.nanoTime();
            Thread change =
                    new Thread(() -> broker.rules(deny("t/#", PUBLISH, SUBSCRIBE), allow("#", PUBLISH, SUBSCRIBE)));
            change.start();
            long refused = 0;
            long gone = 0;
            while (refused == 0 || gone == 0) {
                traffic.pass();
                long now = System.nanoTime();
                if (refused == 0 && isRefused(probe)) {
                    refused = now;
                }
                // That of the healthy client stays.
                if (gone == 0 && broker.subscriptions() == 1) {
                    gone = now;
                }
                if (now - began > 60_000 * MILLI) {
                    throw new IllegalStateException(broker.subscriptions() + " subscriptions are left");
                }
            }
            change.join();
            System.out.printf(
                    Locale.ROOT,
                    "%s, %d clients of %d users (%s): publishes refused after %d ms, last subscription gone after %d ms%n",
                    name,
                    clients,
                    users,
                    how,
                    (refused - began) / MILLI,
                    (gone - began) / MILLI);
        }
        traffic.tell(name + ", " + users + " users, meanwhile");
    }

    private static boolean isRefused(RawMqttClient probe) {
        return probe.send(PublishPacket.publish("t/probe", "x").qos(1, 1))
                        .expect(PacketKind.PUBACK)
                        .reasonCode()
                == 0x87;
    }

    private RawMqttClient client(String id) {
        RawMqttClient client =
                new RawMqttClient(SocketLink.open(new InetSocketAddress("127.0.0.1", broker.port())), MqttVersion.V5);
        client.connect(ConnectPacket.connect(MqttVersion.V5, id).username("u1").password("secret"));
        return client;
    }

    /** Messages of clients that nothing is taken from, and how long each took. */
    private static final class Traffic {
        private final RawMqttClient from;
        private final RawMqttClient to;
        private final List<Long> nanos = new ArrayList<>();

        Traffic(RawMqttClient from, RawMqttClient to) {
            this.from = from;
            this.to = to;
        }

        void begin() {
            nanos.clear();
        }

        void pass() {
            long began = System.nanoTime();
            from.publish("healthy", "x");
            to.receive("x");
            nanos.add(System.nanoTime() - began);
        }

        void passFor(int millis) {
            long end = System.nanoTime() + millis * MILLI;
            while (System.nanoTime() < end) {
                pass();
            }
        }

        void tell(String when) {
            Collections.sort(nanos);
            System.out.printf(
                    Locale.ROOT,
                    "%s: %d messages, half within %.2f ms, 99 %% within %.2f ms, the longest %.2f ms%n",
                    when,
                    nanos.size(),
                    nanos.get(nanos.size() / 2) / 1e6,
                    nanos.get(nanos.size() * 99 / 100) / 1e6,
                    nanos.get(nanos.size() - 1) / 1e6);
        }
    }
}
