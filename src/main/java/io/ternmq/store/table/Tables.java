package io.ternmq.store.table;

import io.ternmq.store.log.PrivateFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.Checkpoint;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.CompressionType;
import org.rocksdb.DBOptions;
import org.rocksdb.FlushOptions;
import org.rocksdb.LRUCache;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.RocksObject;
import org.rocksdb.WriteOptions;

/**
 * The tables in RocksDB: sessions, blocks of queues, retained messages, and up to which place of the log they are. RocksDB's own log
 * is off, since ours is the log; all families are flushed together, and every batch has the place in it, so that what a crash
 * leaves is always the state at some place, from which the log is read again. Written by the table thread only.
 */
final class Tables implements AutoCloseable {
    private static final long CACHE_BYTES = 16L << 20;
    private static final long WRITE_BUFFER_BYTES = 32L << 20;
    private static final int OPEN_FILES = 256;
    private static final byte[] STATE = "state".getBytes(StandardCharsets.US_ASCII);

    /** The families. The ordinal is the index of the handle. */
    enum Family {
        META("default"),
        SESSIONS("sessions"),
        QUEUES("queues"),
        RETAINED("retained");

        private final String label;

        Family(String label) {
            this.label = label;
        }
    }

    /**
     * Up to where the tables are.
     *
     * @param place of the log
     * @param counter the highest of a position
     * @param sessionNumber the highest of a session
     * @param block blocks of new queues begin here
     */
    record State(long place, long counter, long sessionNumber, long block) {
        static final State EMPTY = new State(0, 0, 0, 1);

        byte[] bytes() {
            return ByteBuffer.allocate(32)
                    .putLong(place)
                    .putLong(counter)
                    .putLong(sessionNumber)
                    .putLong(block)
                    .array();
        }

        static State of(byte @Nullable [] bytes) {
            if (bytes == null) {
                return EMPTY;
            }
            ByteBuffer in = ByteBuffer.wrap(bytes);
            return new State(in.getLong(), in.getLong(), in.getLong(), in.getLong());
        }
    }

    private final List<RocksObject> owned = new ArrayList<>();
    private final List<ColumnFamilyHandle> handles = new ArrayList<>();
    private final RocksDB db;
    private final WriteOptions writeOptions;
    private final FlushOptions flushOptions;

    static {
        RocksDB.loadLibrary();
    }

    /** Opens them, and makes them when they aren't there. */
    @SuppressWarnings("resource") // what is owned is closed at the end
    Tables(Path folder) throws RocksDBException, IOException {
        PrivateFiles.makeFolder(folder);
        DBOptions options = own(new DBOptions());
        options.setCreateIfMissing(true)
                .setCreateMissingColumnFamilies(true)
                .setAtomicFlush(true)
                .setAvoidFlushDuringShutdown(true)
                .setMaxOpenFiles(OPEN_FILES)
                .setMaxBackgroundJobs(2)
                .setDbWriteBufferSize(WRITE_BUFFER_BYTES)
                .setKeepLogFileNum(2)
                .setMaxLogFileSize(1L << 20)
                .setStatsDumpPeriodSec(0);
        ColumnFamilyOptions family = own(new ColumnFamilyOptions());
        family.setTableFormatConfig(new BlockBasedTableConfig()
                        .setBlockCache(own(new LRUCache(CACHE_BYTES)))
                        .setCacheIndexAndFilterBlocks(true)
                        .setFilterPolicy(own(new BloomFilter(10))))
                .setCompressionType(CompressionType.LZ4_COMPRESSION)
                .setWriteBufferSize(WRITE_BUFFER_BYTES);
        List<ColumnFamilyDescriptor> families = new ArrayList<>();
        for (Family each : Family.values()) {
            families.add(new ColumnFamilyDescriptor(each.label.getBytes(StandardCharsets.US_ASCII), family));
        }
        writeOptions = own(new WriteOptions().setDisableWAL(true));
        flushOptions = own(new FlushOptions().setWaitForFlush(true));
        try {
            db = RocksDB.open(options, folder.toString(), families, handles);
        } catch (RocksDBException e) {
            owned.forEach(RocksObject::close);
            throw e;
        }
    }

    private <T extends RocksObject> T own(T object) {
        owned.add(object);
        return object;
    }

    ColumnFamilyHandle column(Family family) {
        return handles.get(family.ordinal());
    }

    State state() throws RocksDBException {
        return State.of(db.get(STATE));
    }

    /** Writes a batch and up to which place it is, both or none. */
    void write(TableBatch batch, State state) throws RocksDBException {
        batch.put(Family.META, STATE, state.bytes());
        db.write(writeOptions, batch.writes());
    }

    byte @Nullable [] get(Family family, byte[] key) throws RocksDBException {
        return db.get(column(family), key);
    }

    /** Makes what was written outlive the process and the loss of power. */
    void flush() throws RocksDBException {
        db.flush(flushOptions, handles);
    }

    /** Is told of rows in the order of their keys. */
    interface Rows {
        /**
         * Looks at a row.
         *
         * @param value fetches the value, which costs; good during the call
         */
        void onRow(byte[] key, Supplier<byte[]> value);
    }

    /** Goes over a family as it is now; from any thread. */
    void forEach(Family family, Rows rows) throws RocksDBException {
        try (ReadOptions options = new ReadOptions().setFillCache(false).setReadaheadSize(1 << 20);
                RocksIterator at = db.newIterator(column(family), options)) {
            Supplier<byte[]> value = at::value;
            for (at.seekToFirst(); at.isValid(); at.next()) {
                rows.onRow(at.key(), value);
            }
            at.status();
        }
    }

    /** Reads all files and compares their checksums. */
    void verify() throws RocksDBException {
        db.verifyChecksum();
    }

    /** Removes what has been deleted. */
    void compact() throws RocksDBException {
        for (ColumnFamilyHandle handle : handles) {
            db.compactRange(handle);
        }
    }

    /** A copy of the tables as they are now, in a folder that must not be there. */
    void copyTo(Path folder) throws RocksDBException {
        try (Checkpoint checkpoint = Checkpoint.create(db)) {
            checkpoint.createCheckpoint(folder.toString());
        }
    }

    /** Bytes of all files. */
    long fileBytes() throws RocksDBException {
        return db.getAggregatedLongProperty("rocksdb.total-sst-files-size");
    }

    @Override
    public void close() {
        handles.forEach(ColumnFamilyHandle::close);
        db.close();
        for (int i = owned.size() - 1; i >= 0; i--) {
            owned.get(i).close();
        }
    }
}
