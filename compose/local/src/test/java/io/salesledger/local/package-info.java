/** Tests of the command and of what it runs. */
@NullMarked
package io.salesledger.local;

import org.jspecify.annotations.NullMarked;
