/** What could not be applied, for people: listed, shown, and put right. */
@NullMarked
package io.salesledger.local.quarantine;

import org.jspecify.annotations.NullMarked;
