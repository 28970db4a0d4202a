/**
 * Proves that no acknowledged message is lost: a load of publishers and persistent subscribers on a broker that is killed again
 * and again, a history of what was acknowledged and delivered, and a judge. The broker is a process behind a port; nothing of
 * its code is used here.
 */
@NullMarked
package io.ternmq.durability;

import org.jspecify.annotations.NullMarked;
