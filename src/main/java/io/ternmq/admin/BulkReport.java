package io.ternmq.admin;

/**
 * What became of a change to many.
 *
 * @param confirmed how many were confirmed, and so done at the most
 * @param done how many it was
 * @param left how many there would be still, which have come since the preview
 */
public record BulkReport(long confirmed, long done, long left) {}
