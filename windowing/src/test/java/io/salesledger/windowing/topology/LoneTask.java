package io.salesledger.windowing.topology;

import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.storm.generated.StormTopology;
import org.apache.storm.metrics2.StormMetricRegistry;
import org.apache.storm.task.TopologyContext;

/** The only task of a component, without a worker around it. */
final class LoneTask {
  private static final int TASK = 1;
  private static final int PORT = 6700;

  private LoneTask() {}

  @SuppressWarnings("NullAway") // what only a worker has
  static TopologyContext of(String component) {
    return new TopologyContext(
        new StormTopology(Map.of(), Map.of(), Map.of()),
        Map.of(),
        Map.of(TASK, component),
        Map.of(component, List.of(TASK)),
        Map.of(),
        Map.of(),
        component + "-1",
        null,
        null,
        TASK,
        PORT,
        List.of(TASK),
        null,
        null,
        Map.of(),
        Map.of(),
        new AtomicBoolean(true),
        new StormMetricRegistry());
  }
}
