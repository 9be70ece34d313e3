package io.salesledger.windowing.topology;

import java.util.List;
import org.apache.storm.generated.GlobalStreamId;
import org.apache.storm.grouping.CustomStreamGrouping;
import org.apache.storm.task.WorkerTopologyContext;

/**
 * Sends all of a Kafka partition to one task: task number {@code partition modulo tasks}. Unlike a
 * fields grouping it lets a task know its partitions before the first tuple comes.
 */
final class PartitionGrouping implements CustomStreamGrouping {
  private static final long serialVersionUID = 1L;

  private List<Integer> tasks = List.of();

  /** The index, among {@code taskCount} tasks, of the one that owns this partition. */
  static int taskIndex(int partition, int taskCount) {
    return partition % taskCount;
  }

  @Override
  public void prepare(
      WorkerTopologyContext context, GlobalStreamId stream, List<Integer> targetTasks) {
    tasks = List.copyOf(targetTasks);
  }

  @Override
  public List<Integer> chooseTasks(int taskId, List<Object> values) {
    int partition = (Integer) values.get(0);
    return List.of(tasks.get(taskIndex(partition, tasks.size())));
  }
}
