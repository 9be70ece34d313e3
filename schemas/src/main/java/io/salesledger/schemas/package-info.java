/**
 * The contract of the log: every schema version ever published, the wire format of a value, how
 * they are registered, and what the topic must be.
 */
@NullMarked
package io.salesledger.schemas;

import org.jspecify.annotations.NullMarked;
