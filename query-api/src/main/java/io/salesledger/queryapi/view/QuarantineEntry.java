package io.salesledger.queryapi.view;

import io.salesledger.queryapi.store.Snapshot;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * An offset that could not be applied. Its bytes stay on the log.
 *
 * @param schemaId the registry's id; null where the record has none
 * @param reason one word
 * @param detail what was found
 * @param resolvedBy {@code partition:offset} of the corrected payment that counts in its place;
 *     null while there is none
 */
public record QuarantineEntry(
    int partition,
    long offset,
    @Schema(nullable = true) @Nullable Long schemaId,
    String reason,
    String detail,
    @Schema(nullable = true) @Nullable String resolvedBy) {
  /** Newest first, from {@code quarantine.lua}. */
  public static List<QuarantineEntry> of(Snapshot snapshot) {
    return snapshot.sections().stream().map(QuarantineEntry::entry).toList();
  }

  private static QuarantineEntry entry(List<String> flat) {
    Map<String, String> fields = Snapshot.fieldsOf(flat);
    String schemaId = fields.getOrDefault("schemaId", "");
    return new QuarantineEntry(
        (int) Figures.whole(fields, "partition"),
        Figures.whole(fields, "offset"),
        schemaId.matches("[0-9]{1,18}") ? Long.valueOf(schemaId) : null,
        fields.getOrDefault("reason", ""),
        fields.getOrDefault("detail", ""),
        fields.containsKey("resolvedBy")
            ? fields.get("partition") + ":" + Figures.whole(fields, "resolvedBy")
            : null);
  }
}
