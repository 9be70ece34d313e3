package io.salesledger.local.quarantine;

import io.salesledger.contract.LogPlace;
import java.util.Optional;

/**
 * How the views stand with an offset. Immutable.
 *
 * @param applied whether it is accounted for; not yet told of a payment in a portion of a commit
 *     that is being written
 * @param quarantined whether it could not be applied
 * @param resolvedBy the corrected payment that counts in its place; empty: none yet
 */
public record Standing(boolean applied, boolean quarantined, Optional<LogPlace> resolvedBy) {}
