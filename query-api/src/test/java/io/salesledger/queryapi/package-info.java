/** The service seen from outside: its real jar, a real Redis, HTTP. */
@NullMarked
package io.salesledger.queryapi;

import org.jspecify.annotations.NullMarked;
