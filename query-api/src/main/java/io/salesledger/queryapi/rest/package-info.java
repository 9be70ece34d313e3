/**
 * The paths under {@code /api}: parameters checked, answers tagged, errors as RFC 9457 problems.
 */
@NullMarked
package io.salesledger.queryapi.rest;

import org.jspecify.annotations.NullMarked;
