package io.salesledger.windowing.log;

import io.salesledger.contract.LogPlace;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/**
 * In whose place a record was appended, by its header. Immutable.
 *
 * @param of the offset in whose place it was, below the record's own; -1 if it is refused
 * @param refusal why the header names no such offset; empty if it does
 */
record RequeueHeader(long of, String refusal) {
  private static final int SHOWN_BYTES = 40;

  /** That of a record which has it. */
  static RequeueHeader of(ConsumerRecord<byte[], byte[]> record) {
    Header only = null;
    for (Header header : record.headers().headers(LogPlace.REQUEUE_HEADER)) {
      if (only != null) {
        return refused("more than one header " + LogPlace.REQUEUE_HEADER);
      }
      only = header;
    }
    byte[] value = only == null ? null : only.value();
    if (value == null) {
      return refused("header without a value");
    }
    if (value.length > SHOWN_BYTES) {
      return refused("header of " + value.length + " bytes");
    }
    String text = new String(value, StandardCharsets.ISO_8859_1);
    Optional<LogPlace> place = LogPlace.parse(text);
    if (place.isEmpty()) {
      return refused("header is no partition:offset");
    }
    if (place.get().partition() != record.partition()) {
      return refused("header names another partition: " + text);
    }
    if (place.get().offset() >= record.offset()) {
      return refused("header names no offset before it: " + text);
    }
    return new RequeueHeader(place.get().offset(), "");
  }

  private static RequeueHeader refused(String why) {
    return new RequeueHeader(-1, why);
  }
}
