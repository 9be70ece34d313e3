/**
 * Proves the views from the log: refolds it by its own, plain code and compares every stored
 * number. Changes nothing; knows no Storm.
 */
@NullMarked
package io.salesledger.windowing.audit;

import org.jspecify.annotations.NullMarked;
