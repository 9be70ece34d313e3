/** The one command: what a user types, and how each failure is told. */
@NullMarked
package io.salesledger.local;

import org.jspecify.annotations.NullMarked;
