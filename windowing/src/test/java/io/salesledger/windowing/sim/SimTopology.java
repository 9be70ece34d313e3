package io.salesledger.windowing.sim;

import io.salesledger.windowing.core.ColumnPool;
import io.salesledger.windowing.core.Launch;
import io.salesledger.windowing.core.PaymentBatch;
import io.salesledger.windowing.core.QuarantineEntry;
import io.salesledger.windowing.core.QuarantineReason;
import io.salesledger.windowing.core.Requeue;
import io.salesledger.windowing.log.PolledBatch;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * One launch of the topology: its workers, which Storm starts anew when they die, and the way of
 * its tuples from spout over decoder to ledger task.
 */
final class SimTopology {
  private final SimWorld world;
  private final Launch launch;
  private final List<SimWorker> workers = new ArrayList<>();
  private final List<SimLedgerTask> ledgers = new ArrayList<>();

  /** Of all workers together: whoever still read what it gave up would read another's payments. */
  private final ColumnPool columns = new ColumnPool();

  private int spoutTasks;
  private int ledgerTasks;
  private int starts;

  SimTopology(SimWorld world, Launch launch) {
    this.world = world;
    this.launch = launch;
    rebalance();
  }

  Launch launch() {
    return launch;
  }

  List<SimWorker> workers() {
    return workers;
  }

  /** Ends all workers, and starts others with other numbers of tasks. */
  void rebalance() {
    workers.forEach(SimWorker::kill);
    workers.clear();
    ledgers.clear();
    int count = world.chance().between(1, 3);
    spoutTasks = world.chance().between(1, 2);
    ledgerTasks = world.chance().between(1, 3);
    world
        .trace()
        .add(
            launch.id()
                + " runs "
                + spoutTasks
                + " spouts and "
                + ledgerTasks
                + " ledger tasks in "
                + count
                + " workers");
    for (int worker = 0; worker < count; worker++) {
      workers.add(newWorker());
    }
    for (int worker = 0; worker < count; worker++) {
      workers.get(worker).start(this, worker);
    }
  }

  private SimWorker newWorker() {
    return new SimWorker(world, launch, launch.id() + "." + ++starts);
  }

  /** Replaces a worker that died or is taken for dead. */
  void replace(int worker) {
    SimWorker old = workers.get(worker);
    ledgers.removeIf(task -> task.worker() == old);
    SimWorker made = newWorker();
    world.trace().add(made + " replaces " + old);
    workers.set(worker, made);
    made.start(this, worker);
  }

  List<Integer> spoutsOf(int worker) {
    return IntStream.range(0, spoutTasks)
        .filter(i -> i % workers.size() == worker)
        .boxed()
        .toList();
  }

  List<Integer> ledgersOf(int worker) {
    return IntStream.range(0, ledgerTasks)
        .filter(i -> (i + 1) % workers.size() == worker)
        .boxed()
        .toList();
  }

  SimSpout makeSpout(SimWorker worker, int index) {
    return new SimSpout(world, worker, this, index, spoutTasks);
  }

  SimLedgerTask makeLedger(SimWorker worker, int index) {
    SimLedgerTask task = new SimLedgerTask(world, worker, index, ledgerTasks);
    ledgers.add(task);
    return task;
  }

  /** From the spout to the decoder and on to the ledger task that has the partition now. */
  void emit(SimSpout spout, long root, PolledBatch polled) {
    world.trace().add(spout + " emits #" + root + " " + polled);
    if (world.chance().of(Fault.TUPLE_LOST, 60)) {
      world.trace().add("#" + root + " is lost");
      return;
    }
    if (world.chance().of(Fault.DECODE_FAILS, 60)) {
      world.network().send(spout.worker(), () -> spout.failed(root));
      return;
    }
    SimTuple tuple = new SimTuple(root, Optional.of(spout), Optional.of(decode(polled, columns)));
    ledgers.stream()
        .filter(task -> task.isIndex(polled.partition() % ledgerTasks))
        .findFirst()
        .ifPresent(task -> world.network().send(task.worker(), () -> task.receive(tuple)));
  }

  /** The records as the interceptor hands them on: their values are not looked at. */
  @SuppressWarnings("unchecked")
  static List<ConsumerRecord<byte[], byte[]>> raw(SimLog.Fetched fetched) {
    return (List<ConsumerRecord<byte[], byte[]>>) (List<?>) fetched.records();
  }

  /** What {@code DecodeBolt} does, of the simulator's own records. */
  static PaymentBatch decode(PolledBatch polled, ColumnPool pool) {
    List<QuarantineEntry> refused = new ArrayList<>();
    PaymentBatch.Columns columns = pool.take(polled.records().size());
    List<String> products = new ArrayList<>();
    List<Requeue> requeues = new ArrayList<>();
    int row = 0;
    for (ConsumerRecord<?, ?> record : polled.records()) {
      Object slot = record.value();
      if (slot instanceof SimLog.Requeued requeued) {
        requeues.add(new Requeue(record.offset(), requeued.of(), 1));
        slot = requeued.payment();
      }
      if (slot instanceof SimLog.Payment payment) {
        if (!products.contains(payment.product())) {
          products.add(payment.product());
        }
        columns.offsets()[row] = record.offset();
        columns.eventMillis()[row] = payment.eventMillis();
        columns.productIndex()[row] = products.indexOf(payment.product());
        columns.amounts()[row] = payment.amount();
        columns.units()[row] = payment.units();
        columns.marks()[row] =
            (byte)
                ((slot == record.value() ? 0 : PaymentBatch.REQUEUE)
                    | (payment.isLate() ? PaymentBatch.LATE : 0)
                    | (payment.isMisrouted() ? PaymentBatch.MISROUTED : 0));
        row++;
      } else if (slot instanceof SimLog.Bad bad) {
        refused.add(
            new QuarantineEntry(record.offset(), 1, QuarantineReason.BAD_QUANTITY, bad.detail()));
      }
    }
    return new PaymentBatch(
        polled.partition(),
        polled.from(),
        polled.next(),
        columns.filled(row, products.toArray(new String[0])),
        refused,
        requeues,
        polled.logEpoch(),
        pool::giveBack);
  }
}
