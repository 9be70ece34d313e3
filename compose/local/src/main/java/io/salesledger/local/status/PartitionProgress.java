package io.salesledger.local.status;

/**
 * How far one partition of the log is counted.
 *
 * @param partition its number
 * @param low the low-water mark: every offset below it is counted
 * @param end the log's end, as the topology knew it last; -1: not known yet
 * @param lag offsets not yet counted; -1: not known yet
 * @param applied offsets whose payments are in the views
 * @param quarantined offsets that could not be applied
 * @param requeued those of them in whose place a corrected payment counts
 * @param gaps offsets that hold no record
 * @param balanced whether the offsets covered are these three together, and no commit is half done
 * @param heartbeatMillis when the topology last said that it lives, UTC epoch milliseconds; 0:
 *     never
 */
public record PartitionProgress(
    int partition,
    long low,
    long end,
    long lag,
    long applied,
    long quarantined,
    long requeued,
    long gaps,
    boolean balanced,
    long heartbeatMillis) {}
