package io.salesledger.windowing.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the owner of partitions does with what the views say. */
class PartitionOwnersTest {
  private static final int PARTITION = 3;
  private static final String ENDS_FOR_ITS_TOPIC =
      "must end: the topic is gone, or was made anew since this process started";

  private final FakeViews views = new FakeViews();
  private final NotedOwner noted = new NotedOwner();
  private boolean hasItsTopic = true;
  private int asked;
  private final PartitionOwners owners =
      new PartitionOwners(views, new CommitLimits(100, 100), this::hasItsTopic, noted);

  @Test
  void what_is_owned_is_committed() {
    owners.claim(List.of(PARTITION));
    PaymentBatch batch = batch(0);
    assertThat(owners.commit(List.of(batch))).isEmpty();
    assertThat(batch.isReleased()).isTrue();
    assertThat(views.amount()).isEqualTo(500);
    assertThat(noted.told()).containsExactly("claimed 3");
  }

  @Test
  void each_commit_of_a_slide_is_told_that_a_long_one_may_look_up_in_between() {
    PartitionOwners cautious =
        new PartitionOwners(views, new CommitLimits(1, 1), this::hasItsTopic, noted);
    cautious.claim(List.of(PARTITION));
    List<PaymentBatch> batches =
        List.of(
            batch(0),
            BatchBuilder.batch(1, 2).sale(1, "B", BatchBuilder.MINUTE, 500).build(),
            BatchBuilder.batch(2, 3).sale(2, "C", BatchBuilder.MINUTE, 500).build());
    assertThat(cautious.commit(batches)).isEmpty();
    assertThat(noted.commits()).isEqualTo(3);
  }

  @Test
  void what_is_not_owned_is_failed() {
    PaymentBatch batch = batch(0);
    assertThat(owners.commit(List.of(batch))).containsExactly(batch);
  }

  @Test
  void a_fenced_owner_must_end() {
    owners.claim(List.of(PARTITION));
    views.claim(PARTITION);
    PaymentBatch batch = batch(0);
    assertThat(owners.commit(List.of(batch))).containsExactly(batch);
    assertThat(noted.told())
        .containsExactly("claimed 3", "must end: partition 3 is owned by 2-nonce");
  }

  @Test
  void a_fenced_owner_notices_by_its_heartbeat_too() {
    owners.claim(List.of(PARTITION));
    owners.heartbeat(1000, Map.of(PARTITION, 7L));
    assertThat(noted.told()).containsExactly("claimed 3");
    views.claim(PARTITION);
    owners.heartbeat(2000, Map.of());
    assertThat(noted.told().get(1)).startsWith("must end: partition 3 is not ours any more");
  }

  @Test
  void an_end_that_is_not_known_is_not_told() {
    owners.claim(List.of(PARTITION));
    owners.heartbeat(1000, Map.of());
    owners.heartbeat(2000, Map.of(PARTITION, 7L));
    owners.heartbeat(3000, Map.of());
    assertThat(views.toldEnds()).containsExactly(7L);
    assertThat(noted.told()).containsExactly("claimed 3");
  }

  @Test
  void damaged_views_are_left_alone_for_good() {
    owners.claim(List.of(PARTITION));
    views.damage("a view is damaged");
    PaymentBatch batch = batch(0);
    assertThat(owners.commit(List.of(batch))).containsExactly(batch);
    owners.claim(List.of(PARTITION));
    assertThat(owners.commit(List.of(batch))).containsExactly(batch);
    assertThat(noted.told())
        .containsExactly("claimed 3", "stopped: partition 3: a view is damaged");
  }

  @Test
  void whoever_stopped_ends_once_the_views_were_made_anew() {
    owners.claim(List.of(PARTITION));
    views.damage("a view is damaged");
    owners.commit(List.of(batch(0)));
    owners.heartbeat(1000, Map.of(PARTITION, 7L));
    assertThat(noted.told()).hasSize(2);
    views.makeAnew();
    owners.heartbeat(2000, Map.of(PARTITION, 7L));
    assertThat(noted.told().get(2)).startsWith("must end: the damaged views are gone, made anew");
  }

  @Test
  void whoever_is_to_stop_ends_at_once_if_the_views_were_made_anew_already() {
    owners.claim(List.of(PARTITION));
    views.damage("a view is damaged");
    views.makeAnew();
    owners.commit(List.of(batch(0)));
    assertThat(noted.told().get(2)).startsWith("must end: the damaged views are gone, made anew");
  }

  @Test
  void whoever_started_with_a_topic_that_is_gone_claims_nothing_and_must_end() {
    hasItsTopic = false;
    owners.claim(List.of(PARTITION));
    assertThat(noted.told()).containsExactly(ENDS_FOR_ITS_TOPIC);
    assertThat(views.claims()).isZero();
  }

  @Test
  void what_is_owned_already_is_not_claimed_again_whatever_the_topic_is() {
    owners.claim(List.of(PARTITION));
    hasItsTopic = false;
    owners.claim(List.of(PARTITION));
    assertThat(noted.told()).containsExactly("claimed 3");
    owners.claim(List.of(PARTITION, 4));
    assertThat(noted.told()).containsExactly("claimed 3", ENDS_FOR_ITS_TOPIC);
  }

  @Test
  void the_topic_is_asked_for_once_however_many_partitions_are_claimed() {
    owners.claim(List.of(0, 1, 2, PARTITION));
    assertThat(views.claims()).isEqualTo(4);
    assertThat(asked).isEqualTo(1);
  }

  @Test
  void a_batch_delivered_twice_is_committed_once_and_not_failed() {
    owners.claim(List.of(PARTITION));
    PaymentBatch batch = batch(0);
    owners.commit(List.of(batch));
    views.damage("a view is damaged");
    PaymentBatch next = batch(1);
    assertThat(owners.commit(List.of(batch, next))).containsExactly(next);
    assertThat(views.payments()).isEqualTo(1);
  }

  private boolean hasItsTopic() {
    asked++;
    return hasItsTopic;
  }

  private static PaymentBatch batch(long offset) {
    return BatchBuilder.batch(offset, offset + 1)
        .sale(offset, "A", BatchBuilder.MINUTE, 500)
        .build();
  }
}
