package io.salesledger.windowing.log;

import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;

/** A clock that stands until it is moved. */
final class SettableClock implements InstantSource {
  private final AtomicLong millis = new AtomicLong(1_761_106_980_000L);

  void advance(long by) {
    millis.addAndGet(by);
  }

  @Override
  public Instant instant() {
    return Instant.ofEpochMilli(millis.get());
  }
}
