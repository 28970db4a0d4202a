package io.ternmq.cli;

import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The root of the command line; without a subcommand it shows what there is. */
@Command(
        name = "admin",
        description = "Looks after a TernMQ node.",
        mixinStandardHelpOptions = true,
        versionProvider = VersionCommand.class,
        subcommands = {
            VersionCommand.class,
            StatusCommand.class,
            HealthCommand.class,
            StoreCommand.class,
            AccountCommand.class,
            PasswdCommand.class
        })
public final class AdminCommand implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli fills it in
    private CommandSpec spec;

    /** Runs the command that the arguments name and returns the exit code: 0 done, 1 failed, 2 wrong usage. */
    static int run(String... args) {
        return commandLine().execute(args);
    }

    static CommandLine commandLine() {
        return new CommandLine(new AdminCommand()).setExecutionExceptionHandler(AdminCommand::onFailure);
    }

    /** A failure that its message explains needs no stack. */
    private static int onFailure(Exception failure, CommandLine command, CommandLine.ParseResult parsed) {
        PrintWriter err = command.getErr();
        if (failure instanceof CommandFailure) {
            err.println(failure.getMessage());
        } else {
            failure.printStackTrace(err);
        }
        err.flush();
        return CommandLine.ExitCode.SOFTWARE;
    }

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }
}
