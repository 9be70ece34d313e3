package io.salesledger.windowing.sim;

import java.util.List;

/** Appends payments, records to be quarantined, and transactions. */
final class Producer {
  private static final int MINUTE_MILLIS = 60_000;

  private final SimWorld world;
  private final Chance chance;
  private final SimSettings.Traffic traffic;
  private int transactions;

  Producer(SimWorld world) {
    this.world = world;
    this.chance = world.chance();
    this.traffic = world.settings().traffic();
  }

  void act() {
    SimLog log = world.log();
    List<Integer> open = log.openTransactions().stream().sorted().toList();
    if (!open.isEmpty() && chance.oneIn(3)) {
      end(chance.oneOf(open));
    }
    if (!chance.oneIn(2)) {
      return;
    }
    int transaction = 0;
    if (chance.oneIn(4)) {
      transaction = open.isEmpty() || chance.oneIn(4) ? ++transactions : chance.oneOf(open);
    }
    for (int i = chance.between(1, 4); i > 0; i--) {
      int partition = chance.between(0, log.partitions() - 1);
      log.append(partition, slot(partition, transaction));
    }
  }

  /** A payment of each product. */
  void appendOfEach() {
    for (int product = 0; product < traffic.products(); product++) {
      SimLog log = world.log();
      log.append(chance.between(0, log.partitions() - 1), payment(0, product));
    }
  }

  /** Ends all that is open. */
  void endAll() {
    world.log().openTransactions().stream().sorted().forEach(this::end);
  }

  private void end(int transaction) {
    boolean isAborted = chance.of(Fault.TRANSACTION_ABORTED, 2);
    world.log().end(transaction, !isAborted);
    world.trace().add((isAborted ? "aborted" : "committed") + " transaction " + transaction);
  }

  private SimLog.Slot slot(int partition, int transaction) {
    if (chance.oneIn(12)) {
      return new SimLog.Bad(transaction, "bad " + chance.between(0, 99));
    }
    SimLog.Payment payment = payment(transaction, chance.between(0, traffic.products() - 1));
    long offset = world.log().size(partition);
    if (offset > 0 && chance.oneIn(traffic.requeueOneIn())) {
      return new SimLog.Requeued(payment, refused(partition, chance.between(0, (int) offset - 1)));
    }
    return payment;
  }

  /** Mostly one that is to be quarantined: somebody works the quarantine off, some of it twice. */
  private long refused(int partition, int offset) {
    for (int of = offset; of >= 0; of--) {
      if (world.log().record(partition, of).filter(SimLog.Bad.class::isInstance).isPresent()) {
        return of;
      }
    }
    return offset;
  }

  private SimLog.Payment payment(int transaction, int product) {
    long now = world.clock().server();
    long age =
        chance.oneIn(3) ? chance.between(0, 15 * MINUTE_MILLIS) : chance.between(-60_000, 90_000);
    int sign = chance.oneIn(6) ? -1 : 1;
    int units = chance.between(1, 3);
    return new SimLog.Payment(
        transaction,
        "P" + product,
        now - age,
        (long) sign * units * chance.between(0, 1_000_000),
        sign * units,
        chance.oneIn(8),
        now);
  }
}
