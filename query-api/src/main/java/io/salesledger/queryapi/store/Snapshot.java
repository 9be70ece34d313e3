package io.salesledger.queryapi.store;

import io.salesledger.contract.LedgerSettings.Currency;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What one script read in one step.
 *
 * @param tag the applied offsets that the figures hold: {@code <partition>:<low>}, partitions
 *     ascending, joined by {@code -}; each range applied above low follows its partition as {@code
 *     +<from>.<next>}. Empty while no topology has claimed the ledger
 * @param currency the ledger's own
 * @param same true if the asker has this answer already; there are no sections then
 * @param sections flat lists, as the script's head says
 */
public record Snapshot(String tag, Currency currency, boolean same, List<List<String>> sections) {

  /** The section at that place, counted from 0. */
  public List<String> section(int index) {
    return sections.get(index);
  }

  /** A section of fields and values as a map, in the order read. */
  public Map<String, String> fields(int index) {
    return fieldsOf(section(index));
  }

  /** Fields and values, alternating, as a map, in the order read. */
  public static Map<String, String> fieldsOf(List<String> flat) {
    Map<String, String> fields = new LinkedHashMap<>();
    for (int i = 0; i + 1 < flat.size(); i += 2) {
      fields.put(flat.get(i), flat.get(i + 1));
    }
    return fields;
  }

  /** Sections in groups of {@code size}, from the one at {@code first} on. */
  public List<List<List<String>>> groups(int first, int size) {
    List<List<List<String>>> groups = new ArrayList<>();
    for (int i = first; i + size <= sections.size(); i += size) {
      groups.add(sections.subList(i, i + size));
    }
    return groups;
  }
}
