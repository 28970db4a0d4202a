/** Users and rules in files, in VerneMQ's formats, read again when they change. */
@NullMarked
package io.ternmq.access.file;

import org.jspecify.annotations.NullMarked;
