package io.ternmq.cli;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Shows what a running node says about itself. */
@Command(
        name = "status",
        description = "Asks a running node for its status and prints it as JSON.",
        mixinStandardHelpOptions = true)
final class StatusCommand implements Callable<Integer> {
    private static final int TIMEOUT_MILLIS = 5_000;
    /** A status is a few kilobytes for a node; more isn't one. */
    private static final int MAX_BYTES = 4 << 20;

    @Option(
            names = {"-n", "--node"},
            paramLabel = "URL",
            description = "The node's HTTP address (default: ${DEFAULT-VALUE}).",
            defaultValue = "http://localhost:8888")
    @SuppressWarnings("NullAway.Init") // picocli fills it in
    private URI node;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli fills it in
    private CommandSpec spec;

    @Override
    public Integer call() {
        spec.commandLine().getOut().println(fetch(statusAddress()));
        spec.commandLine().getOut().flush();
        return 0;
    }

    private URL statusAddress() {
        try {
            URI base = node.toString().endsWith("/") ? node : URI.create(node + "/");
            return base.resolve("status.json").toURL();
        } catch (IOException | IllegalArgumentException notAnAddress) {
            throw new CommandFailure("Not an HTTP address: " + node, notAnAddress);
        }
    }

    private static String fetch(URL address) {
        try {
            if (!(address.openConnection() instanceof HttpURLConnection connection)) {
                throw new CommandFailure("Not an HTTP address: " + address);
            }
            connection.setConnectTimeout(TIMEOUT_MILLIS);
            connection.setReadTimeout(TIMEOUT_MILLIS);
            connection.setRequestProperty("Accept", "application/json");
            return body(connection);
        } catch (IOException unreachable) {
            throw new CommandFailure("No answer from " + address + ": " + unreachable.getMessage(), unreachable);
        }
    }

    private static String body(HttpURLConnection connection) throws IOException {
        int code = connection.getResponseCode();
        if (code != HttpURLConnection.HTTP_OK) {
            throw new CommandFailure("%s answered %d".formatted(connection.getURL(), code));
        }
        try (InputStream in = connection.getInputStream()) {
            byte[] bytes = in.readNBytes(MAX_BYTES);
            return new String(bytes, StandardCharsets.UTF_8).strip();
        }
    }
}
