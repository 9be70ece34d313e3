package io.salesledger.windowing.core;

import java.io.Serializable;

/**
 * One submission of the topology. Of two launches on one ledger the newer owns it.
 *
 * @param millis when it was submitted, epoch milliseconds
 * @param id tells two launches of the same millisecond apart
 */
public record Launch(long millis, String id) implements Serializable {}
