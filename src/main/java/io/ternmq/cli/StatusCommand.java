package io.ternmq.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Shows what a running node says about itself. */
@Command(
        name = "status",
        description = "Asks a running node for its status and prints it as JSON.",
        mixinStandardHelpOptions = true)
final class StatusCommand implements Callable<Integer> {
    @Mixin
    @SuppressWarnings("NullAway.Init") // picocli fills it in
    private NodeClient node;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli fills it in
    private CommandSpec spec;

    @Override
    public Integer call() {
        NodeClient.Answer answer = node.get("status.json");
        if (!answer.isGood()) {
            throw new CommandFailure("%s answered %d".formatted(answer.address(), answer.code()));
        }
        spec.commandLine().getOut().println(answer.body());
        spec.commandLine().getOut().flush();
        return 0;
    }
}
