/**
 * What must outlive a connection: the log of messages and the tables of sessions and retained messages, behind ports
 * that are asynchronous, take batches and hand out positions.
 *
 * <p>How it works. Each event loop has a {@link io.ternmq.store.CommitLane}, into whose buffer it encodes records: a message with its
 * receivers, a delivery that was sent or is done, a change of a session. Once per turn it hands the buffer over.
 *
 * <pre>
 *   loop: lane ──batch──▶ writer ──batch──▶ tables ──buffer──▶ lane
 *                           │ write, sync     │ index in memory; RocksDB in rounds
 *                           ▼                 ▼
 *                     "committed"         reader: messages back from the log
 *                     (a task of the loop)
 * </pre>
 *
 * <ul>
 *   <li>The <em>writer</em> writes batches in the order in which they were handed over, in one go each, to the log ({@code log}): segment
 *       files that only grow. What has gathered is a group; a group is synchronised with the disk only when somebody asks. Then it
 *       tells the lanes. An acknowledgement leaves when its position is committed.
 *   <li>The <em>table thread</em> ({@code table}) follows it. It has the index in memory: for each session that waits for
 *       something, where in the log each message lies, and what became of its delivery, in blocks of 256. Only in rounds, after so
 *       many bytes of the log, what has changed is written to RocksDB, with the place in the log up to which that is; so a
 *       message that comes and goes in between never gets there. Blocks that nobody needs soon are sent away from memory.
 *   <li>The <em>reader</em> reads messages of a {@link io.ternmq.store.StoredQueue} from the log, as many as asked for.
 *   <li>Space: a segment goes when nobody waits for a message in it and the tables are beyond it. A <em>compaction</em> copies what is
 *       left in segments that are mostly dead, or damaged, to the end of the log.
 *   <li>Recovery: the tables are opened and the log is read from the place that they are at. What is damaged is reported as a
 *       {@link io.ternmq.store.StoreProblem}, moved aside, and no reason not to start.
 * </ul>
 *
 * What is promised, and the formats, are told in {@code docs/durability.md}.
 */
@NullMarked
@ApplicationModule(allowedDependencies = {"protocol", "protocol :: codec", "event", "config"})
package io.ternmq.store;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
