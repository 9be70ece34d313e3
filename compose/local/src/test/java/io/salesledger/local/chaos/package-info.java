@NullMarked
package io.salesledger.local.chaos;

import org.jspecify.annotations.NullMarked;
