package io.ternmq.cli;

import java.io.PrintWriter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Helps who can't log in to the console any more. */
@Command(
        name = "account",
        description = "Looks after the accounts of a node's console; the node answers on its own machine only.",
        mixinStandardHelpOptions = true)
final class AccountCommand implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli fills it in
    private CommandSpec spec;

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }

    @Command(
            name = "reset-password",
            description =
                    "Sets a made-up password, which is printed and has to be changed at the next log-in, and enables the account.",
            mixinStandardHelpOptions = true)
    int resetPassword(
            @Parameters(index = "0", paramLabel = "NAME", description = "The account's name.") String name,
            @Mixin NodeClient node) {
        String path = "admin/accounts/password?name=" + URLEncoder.encode(name, StandardCharsets.UTF_8);
        NodeClient.Answer answer = node.operate("POST", path);
        if (!answer.isGood()) {
            throw new CommandFailure(answer.body().isEmpty() ? "The node answered " + answer.code() : answer.body());
        }
        PrintWriter out = spec.commandLine().getOut();
        out.println(answer.body());
        out.flush();
        return 0;
    }
}
