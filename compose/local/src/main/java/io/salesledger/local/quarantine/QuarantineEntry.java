package io.salesledger.local.quarantine;

import io.salesledger.contract.LogPlace;
import java.util.Optional;

/**
 * A quarantined offset as the views list it. Immutable.
 *
 * @param schemaId the registry's id of its writer schema; -1: it has none
 * @param reason why, in a word
 * @param detail what was found
 * @param resolvedBy the corrected payment that counts in its place; empty: none yet
 */
public record QuarantineEntry(
    LogPlace place, int schemaId, String reason, String detail, Optional<LogPlace> resolvedBy) {}
