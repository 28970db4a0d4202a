package io.ternmq.durability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The file system of {@link FullFileSystemIT} is full when it is filled, and only there. */
class SmallFileSystemTest {
    @TempDir
    Path folder;

    @Test
    void fills_and_frees_what_only_the_process_sees() throws IOException, InterruptedException {
        SmallFileSystem.assumePermitted(folder);
        Path mountPoint = Files.createDirectory(folder.resolve("small"));
        SmallFileSystem files = new SmallFileSystem(mountPoint);
        List<String> command = files.around(
                List.of(
                        "sh",
                        "-c",
                        "touch \"$0\" && exec sleep 60",
                        mountPoint.resolve("there").toString()),
                "2m");
        try (BrokerProcess process = new BrokerProcess(command, List.of(), folder.resolve("log"))) {
            Path seen = Path.of("/proc", Long.toString(process.pid()), "root" + mountPoint);
            await().until(() -> Files.exists(seen.resolve("there")));
            files.fill(process.pid());
            assertThat(seen.toFile().getUsableSpace()).isZero();
            assertThat(mountPoint).isEmptyDirectory();
            files.free(process.pid());
            assertThat(seen.toFile().getUsableSpace()).isPositive();
        }
    }
}
