/** Tests that what README, docs and the compose files say is so. */
@NullMarked
package io.salesledger.local.docs;

import org.jspecify.annotations.NullMarked;
