@NullMarked
package io.salesledger.contract;

import org.jspecify.annotations.NullMarked;
