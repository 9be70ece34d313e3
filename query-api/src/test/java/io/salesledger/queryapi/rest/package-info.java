/** The paths, from within. */
@NullMarked
package io.salesledger.queryapi.rest;

import org.jspecify.annotations.NullMarked;
