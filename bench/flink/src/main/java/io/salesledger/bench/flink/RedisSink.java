package io.salesledger.bench.flink;

import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;

/**
 * Writes figures to Redis, all of them before a checkpoint is made: at least once, which is as good
 * as once, since each figure is set, not added to.
 */
final class RedisSink implements Sink<Figures> {
  private static final long serialVersionUID = 1L;

  /** A board's members of one minute go in few commands, and a round trip costs little beside. */
  private static final int BATCH = 5_000;

  private final String uri;

  RedisSink(String uri) {
    this.uri = uri;
  }

  @Override
  public SinkWriter<Figures> createWriter(WriterInitContext context) {
    return new Writer(new RedisFigures(uri));
  }

  private static final class Writer implements SinkWriter<Figures> {
    private final RedisFigures redis;
    private final List<Figures> waiting = new ArrayList<>(BATCH);

    Writer(RedisFigures redis) {
      this.redis = redis;
    }

    @Override
    public void write(Figures figures, Context context) {
      waiting.add(figures);
      if (waiting.size() == BATCH) {
        flush(false);
      }
    }

    @Override
    public void flush(boolean endOfInput) {
      if (!waiting.isEmpty()) {
        redis.write(waiting);
        waiting.clear();
      }
    }

    @Override
    public void close() {
      redis.close();
    }
  }
}
