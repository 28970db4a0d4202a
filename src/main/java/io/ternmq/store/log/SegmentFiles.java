package io.ternmq.store.log;

import java.io.IOException;
import java.util.List;

/** The folder that the segment files lie in. The log touches files only through here, so that a test can let them fail. */
public interface SegmentFiles {
    /** The numbers of the files that are there, rising. */
    List<Integer> numbers() throws IOException;

    /** Makes an empty file that must not exist yet. */
    SegmentFile create(int number) throws IOException;

    SegmentFile open(int number) throws IOException;

    void delete(int number) throws IOException;

    /** Takes a file out of the log but keeps it for people; gives where it is now. */
    String moveAside(int number) throws IOException;

    /** Makes creations and deletions outlive the loss of power. */
    void syncFolder() throws IOException;

    /** Bytes that may still be written. */
    long usableBytes() throws IOException;
}
