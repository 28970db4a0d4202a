package io.ternmq.store.table;

import io.netty.buffer.ByteBuf;
import io.ternmq.store.log.RecordFormat;
import io.ternmq.store.table.Tables.Family;
import java.nio.ByteBuffer;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;

/** What is to be written to the tables at the next round. On the table thread only. */
final class TableBatch implements AutoCloseable {
    private final Tables tables;
    private final WriteBatch writes = new WriteBatch();

    TableBatch(Tables tables) {
        this.tables = tables;
    }

    WriteBatch writes() {
        return writes;
    }

    long bytes() {
        return writes.getDataSize();
    }

    void clear() {
        writes.clear();
    }

    void put(Family family, byte[] key, byte[] value) {
        try {
            writes.put(tables.column(family), key, value);
        } catch (RocksDBException e) {
            throw new IllegalStateException(e);
        }
    }

    void delete(Family family, byte[] key) {
        try {
            writes.delete(tables.column(family), key);
        } catch (RocksDBException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Puts a record as it lies in the log, without its header. */
    void putRecord(Family family, byte[] key, ByteBuf bytes, int at, int length) {
        byte[] value = new byte[length - RecordFormat.BODY];
        bytes.getBytes(at + RecordFormat.BODY, value);
        put(family, key, value);
    }

    /** Forgets a session. */
    void deleteSession(int node, long number) {
        try {
            writes.deleteRange(
                    tables.column(Family.SESSIONS), TableKeys.first(node, number), TableKeys.first(node, number + 1));
        } catch (RocksDBException e) {
            throw new IllegalStateException(e);
        }
    }

    void putBlock(SessionQueue queue, QueueBlock block) {
        put(Family.QUEUES, key(queue, block), block.store());
    }

    void deleteBlock(SessionQueue queue, QueueBlock block) {
        delete(Family.QUEUES, key(queue, block));
    }

    static byte[] key(SessionQueue queue, QueueBlock block) {
        return TableKeys.block(queue.node(), queue.number(), block.number());
    }

    void putInbound(SessionQueue queue) {
        ByteBuffer value = ByteBuffer.allocate(queue.inbound().all().length * 2);
        for (int packetId : queue.inbound().all()) {
            value.putShort((short) packetId);
        }
        put(Family.SESSIONS, TableKeys.session(queue.node(), queue.number(), TableKeys.INBOUND), value.array());
    }

    void deleteInbound(SessionQueue queue) {
        delete(Family.SESSIONS, TableKeys.session(queue.node(), queue.number(), TableKeys.INBOUND));
    }

    static int[] inbound(byte[] value) {
        ByteBuffer in = ByteBuffer.wrap(value);
        int[] ids = new int[value.length / 2];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = in.getShort() & 0xFFFF;
        }
        return ids;
    }

    @Override
    public void close() {
        writes.close();
    }
}
