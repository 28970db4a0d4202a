package io.ternmq;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The packaged jar, run by the Java that runs the tests. */
final class PackagedBroker implements AutoCloseable {
    static final Path JAR = Path.of(System.getProperty("ternmq.jar", "target/ternmq.jar"));

    private final Process process;
    private final BufferedReader output;

    private PackagedBroker(Process process) {
        this.process = process;
        this.output = process.inputReader(StandardCharsets.UTF_8);
    }

    /** @param folder the working directory, in which its data will be too */
    static PackagedBroker start(Path folder, String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-jar");
        command.add(JAR.toAbsolutePath().toString());
        command.addAll(Arrays.asList(arguments));
        return new PackagedBroker(new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start());
    }

    /** Waits for the last line of the banner and returns what was printed up to it. */
    List<String> banner() throws IOException {
        List<String> banner = new ArrayList<>();
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            banner.add(line);
            if (line.contains("  data  ")) {
                return banner;
            }
        }
        throw new IOException("The broker ended with\n" + String.join("\n", banner));
    }

    /** What it prints from now to its end. */
    List<String> rest() {
        return output.lines().toList();
    }

    /** Asks it to end. */
    void terminate() {
        // Process.destroy would close the output too.
        process.toHandle().destroy();
    }

    int exitCode() throws InterruptedException {
        return process.waitFor();
    }

    @Override
    public void close() throws IOException {
        process.destroy();
        output.close();
    }
}
