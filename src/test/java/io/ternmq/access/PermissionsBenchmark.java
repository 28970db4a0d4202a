package io.ternmq.access;

import io.ternmq.Microbenchmark;
import io.ternmq.access.builtin.Operation;
import io.ternmq.access.builtin.Rule;
import io.ternmq.access.builtin.RuleList;
import io.ternmq.access.file.AclFile;
import io.ternmq.access.rules.ARule;
import io.ternmq.access.rules.BuiltInRules;
import io.ternmq.event.EventBus;
import io.ternmq.protocol.Qos;
import io.ternmq.protocol.Topic;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Whether a client may publish, on some topics in turn: remembered, or asked of an ACL file each time. */
@State(Scope.Thread)
public class PermissionsBenchmark extends Microbenchmark {
    private static final int TOPICS = 64;
    private static final long REMEMBERED_MILLIS = 3_600_000;

    @Param({"1", "64"})
    public int topics;

    private final Topic[] names = new Topic[TOPICS];
    private Permissions remembering = permissions(List.of(), 0);
    private Permissions asking = remembering;
    private Permissions ruled = remembering;
    private Permissions rulesAsked = remembering;
    private int next;

    @Setup
    public void read() throws IOException {
        Path file = Files.createTempFile("rules", ".acl");
        Files.write(
                file,
                List.of("topic read plant/#", "pattern write clients/%c/#", "user device", "topic plant/+/sensors/#"));
        List<AuthorizationSource> sources = List.of(new AclFile(file, new EventBus()));
        Files.delete(file);
        remembering = permissions(sources, 1024);
        asking = permissions(sources, 0);
        BuiltInRules rules = new BuiltInRules();
        rules.take(someRules());
        ruled = permissions(List.of(rules), 1024);
        rulesAsked = permissions(List.of(rules), 0);
        for (int i = 0; i < TOPICS; i++) {
            names[i] = Topic.of("plant/site7/sensors/" + i % topics);
            if (remembering.mayPublish(names[i], Qos.AT_MOST_ONCE, false) != Decision.ALLOW) {
                throw new AssertionError(remembering.explanation().sentence());
            }
        }
    }

    /** A thousand rules of other users, and the one that decides at last. */
    private static RuleList someRules() {
        List<Rule> list = new ArrayList<>();
        for (int i = 1; i <= 1000; i++) {
            list.add(ARule.deny("plant/#", Operation.PUBLISH).user("other" + i).rule(i));
        }
        list.add(ARule.deny("secret/#", Operation.PUBLISH).rule(1001));
        list.add(ARule.allow("plant/+/sensors/#", Operation.PUBLISH).rule(1002));
        return new RuleList(1, list);
    }

    private static Permissions permissions(List<AuthorizationSource> sources, int cacheSize) {
        Client client = Somebody.elsewhere().user("device").admitted();
        return new ConnectionPermissions(
                client, () -> {}, sources, new RuleClock(), cacheSize, REMEMBERED_MILLIS, false);
    }

    private Topic topic() {
        next = next + 1 & TOPICS - 1;
        return names[next];
    }

    @Benchmark
    public Object remembered() {
        return remembering.mayPublish(topic(), Qos.AT_MOST_ONCE, false);
    }

    @Benchmark
    public Object rememberedOfRules() {
        return ruled.mayPublish(topic(), Qos.AT_MOST_ONCE, false);
    }

    @Benchmark
    public Object askedOfRules() {
        return rulesAsked.mayPublish(topic(), Qos.AT_MOST_ONCE, false);
    }

    @Benchmark
    public Object asked() {
        return asking.mayPublish(topic(), Qos.AT_MOST_ONCE, false);
    }
}
