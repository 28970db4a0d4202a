package io.ternmq.cli;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Looks after what a node keeps on disk: asks the running node, or does it itself in a directory whose node doesn't run. */
@Command(
        name = "store",
        description = {
            "Looks after what a node keeps on disk.",
            "A running node is asked, which answers on its own machine only. With --data-dir the store in that directory is"
                    + " opened, which recovers it as a node's start does; no node may be using it."
        },
        mixinStandardHelpOptions = true)
final class StoreCommand implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli fills it in
    private CommandSpec spec;

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }

    @Command(
            name = "inspect",
            description = "Tells what is in the store: sessions, messages, files, and what was found damaged.",
            mixinStandardHelpOptions = true)
    int inspect(@Mixin StorePlace place) {
        return place.does("inspect") ? 0 : place.ask(spec, "GET", "admin/store");
    }

    @Command(
            name = "verify",
            description =
                    "Reads everything and compares all checksums: exit code 0 when all is well, 1 when it isn't or can't be looked at.",
            mixinStandardHelpOptions = true)
    int verify(@Mixin StorePlace place) {
        return place.does("verify") ? 0 : place.ask(spec, "POST", "admin/store/verify");
    }

    @Command(name = "compact", description = "Takes back all the space that can be.", mixinStandardHelpOptions = true)
    int compact(@Mixin StorePlace place) {
        return place.does("compact") ? 0 : place.ask(spec, "POST", "admin/store/compact");
    }

    @Command(
            name = "export",
            description = "Copies the store as it is now, while the node runs on.",
            mixinStandardHelpOptions = true)
    int export(
            @Parameters(
                            index = "0",
                            paramLabel = "DIR",
                            description =
                                    "A directory on the node's machine that isn't there or is empty. The node's user must be able to write there.")
                    Path target,
            @Mixin StorePlace place) {
        String directory = target.toAbsolutePath().normalize().toString();
        return place.does("export", directory)
                ? 0
                : place.ask(
                        spec, "POST", "admin/store/export?to=" + URLEncoder.encode(directory, StandardCharsets.UTF_8));
    }

    @Command(
            name = "import",
            description =
                    "Puts a copy that export made into a data directory in which no store is. To be run by the node's user, while no node uses the directory.",
            mixinStandardHelpOptions = true)
    int importInto(
            @Parameters(index = "0", paramLabel = "DIR", description = "The directory that export was given.")
                    Path copy,
            @Option(
                            names = {"-d", "--data-dir"},
                            required = true,
                            paramLabel = "DIR",
                            description = "The data directory, ternmq.data-dir of the node.")
                    Path dataDirectory) {
        StorePlace.doOffline("import", dataDirectory, copy.toAbsolutePath().toString());
        return 0;
    }
}
