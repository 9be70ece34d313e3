/** The ledger's settings, handed to Quarkus. */
@NullMarked
package io.salesledger.queryapi.settings;

import org.jspecify.annotations.NullMarked;
