/** What the broker keeps of users and rights, in a database over R2DBC. */
@NullMarked
package io.ternmq.access.database;

import org.jspecify.annotations.NullMarked;
