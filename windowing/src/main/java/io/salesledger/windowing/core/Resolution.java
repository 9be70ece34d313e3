package io.salesledger.windowing.core;

/**
 * A quarantined offset that is settled: a corrected payment counts in its place.
 *
 * @param offset the quarantined one
 * @param by the payment's, in the same partition
 */
public record Resolution(long offset, long by) {}
