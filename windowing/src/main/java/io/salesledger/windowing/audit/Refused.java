package io.salesledger.windowing.audit;

import io.salesledger.windowing.core.QuarantineEntry;
import io.salesledger.windowing.core.QuarantineReason;
import java.nio.charset.StandardCharsets;

/**
 * An entry of the quarantine, as both the log and the views must have it. The words of a decoder
 * are left out on both sides: that it failed is a function of the log, how it says so is not.
 */
record Refused(int partition, long offset, int schemaId, String reason, String detail) {

  /** Brings the detail into the form in which it is stored. */
  Refused {
    if (reason.equals(QuarantineReason.UNDECODABLE.text())
        && schemaId != QuarantineEntry.NO_SCHEMA) {
      detail = "";
    } else if (detail.length() > QuarantineEntry.MAX_DETAIL) {
      detail = detail.substring(0, QuarantineEntry.MAX_DETAIL);
    }
    // Half a surrogate pair does not survive being stored as UTF-8.
    detail = new String(detail.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
  }

  /** Partition and offset, as commands take them. */
  String place() {
    return partition + ":" + offset;
  }

  /** What is stored besides the place. */
  String content() {
    return "schemaId " + schemaId + ", " + reason + (detail.isEmpty() ? "" : ", " + detail);
  }
}
