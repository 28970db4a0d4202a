/** SCRAM-SHA-256 as a method of enhanced authentication. */
@NullMarked
package io.ternmq.access.scram;

import org.jspecify.annotations.NullMarked;
