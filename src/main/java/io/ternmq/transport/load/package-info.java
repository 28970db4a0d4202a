/**
 * What the node can bear: memory, connections per second, bytes before admission.
 */
@NullMarked
package io.ternmq.transport.load;

import org.jspecify.annotations.NullMarked;
