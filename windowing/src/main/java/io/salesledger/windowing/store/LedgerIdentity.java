package io.salesledger.windowing.store;

import io.salesledger.contract.LedgerSettings;
import java.io.Serializable;

/**
 * What a ledger is folded from and how. Views that were folded with another identity are never
 * added to.
 *
 * @param clusterId Kafka's cluster
 * @param topicId the topic's own id, which a recreated topic does not share
 * @param topic its name
 * @param currency the ledger's
 * @param scale decimals of its minor unit
 * @param timelineMinutes active minutes kept: a list cut to fewer cannot grow back
 * @param minuteBoardMillis how long boards of minutes live: a late payment of a minute whose board
 *     is gone would make one of that payment alone
 */
public record LedgerIdentity(
    String clusterId,
    String topicId,
    String topic,
    String currency,
    int scale,
    int timelineMinutes,
    long minuteBoardMillis)
    implements Serializable {
  /** The version of the views' layout. */
  public static final int LAYOUT = 2;

  /** The identity that these settings give a ledger of this topic. */
  public static LedgerIdentity of(LedgerSettings settings, String clusterId, String topicId) {
    return new LedgerIdentity(
        clusterId,
        topicId,
        settings.kafka().topic(),
        settings.currency().code(),
        settings.currency().scale(),
        settings.views().timelineMinutes(),
        settings.views().minuteBoardRetentionMillis());
  }
}
