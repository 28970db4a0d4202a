package io.ternmq.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Tells by its exit code whether a node is well, for scripts and container platforms. */
@Command(
        name = "health",
        description =
                "Asks a running node whether it is well: exit code 0 when it is, 1 when it isn't or doesn't answer.",
        mixinStandardHelpOptions = true)
final class HealthCommand implements Callable<Integer> {
    @Mixin
    @SuppressWarnings("NullAway.Init") // picocli fills it in
    private NodeClient node;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli fills it in
    private CommandSpec spec;

    @Override
    public Integer call() {
        NodeClient.Answer answer = node.get("health");
        spec.commandLine().getOut().println(answer.body());
        spec.commandLine().getOut().flush();
        return answer.isGood() ? 0 : 1;
    }
}
