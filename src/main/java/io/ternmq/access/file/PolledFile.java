package io.ternmq.access.file;

/** A file that is looked at from time to time. */
public interface PolledFile {
    /** Looks whether the file has changed, and takes it. True when one should look again soon. By one thread at a time. */
    boolean poll();
}
