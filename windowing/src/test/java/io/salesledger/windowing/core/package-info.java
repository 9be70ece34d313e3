@NullMarked
package io.salesledger.windowing.core;

import org.jspecify.annotations.NullMarked;
