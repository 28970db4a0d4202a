package io.ternmq.cli;

import java.io.PrintWriter;
import java.net.HttpURLConnection;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** The options that say which store is meant: that of a running node, or the one in a directory. */
final class StorePlace {
    private static final String OFFLINE = "store-offline";

    @Mixin
    @SuppressWarnings("NullAway.Init") // picocli fills it in
    private NodeClient node;

    @Option(
            names = {"-d", "--data-dir"},
            paramLabel = "DIR",
            description = "Open the store in this data directory instead of asking a node.")
    private @Nullable Path dataDirectory;

    /** Does it in the directory and ends the program, when one was given; else gives false. */
    boolean does(String task, String... more) {
        if (dataDirectory == null) {
            return false;
        }
        doOffline(task, dataDirectory, more);
        return true;
    }

    /** Does it in a directory, and ends the program with the exit code. */
    static void doOffline(String task, Path dataDirectory, String... more) {
        List<String> arguments = new ArrayList<>(
                List.of(OFFLINE, task, dataDirectory.toAbsolutePath().toString()));
        arguments.addAll(List.of(more));
        try {
            Main.startBroker(arguments.toArray(String[]::new));
        } catch (Throwable failure) {
            throw new CommandFailure("The store's part of the program can't be started: " + failure, failure);
        }
    }

    /** Asks the node, prints the answer, and gives the exit code: what was not done or not answered fails by its words. */
    int ask(CommandSpec spec, String method, String path) {
        NodeClient.Answer answer = node.operate(method, path);
        if (!answer.isGood() && answer.code() != HttpURLConnection.HTTP_UNAVAILABLE) {
            throw new CommandFailure(
                    answer.body().isEmpty()
                                    || answer.body().startsWith("<")
                                    || answer.body().startsWith("{")
                            ? "%s answered %d".formatted(answer.address(), answer.code())
                            : answer.body());
        }
        PrintWriter out = spec.commandLine().getOut();
        out.println(answer.body());
        out.flush();
        return answer.isGood() ? 0 : 1;
    }
}
