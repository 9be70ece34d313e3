/**
 * Faults done to a whole stack of its own under load, and after each the proof that no figure
 * changed.
 */
@NullMarked
package io.salesledger.local.chaos;

import org.jspecify.annotations.NullMarked;
