/** The ledger's settings, handed to Quarkus: one source of truth for both. */
@NullMarked
package io.salesledger.queryapi.settings;

import org.jspecify.annotations.NullMarked;
