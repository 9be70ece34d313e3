/** What tells an idle ledger from a dead one: readiness and metrics. */
@NullMarked
package io.salesledger.queryapi.health;

import org.jspecify.annotations.NullMarked;
