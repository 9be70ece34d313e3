package io.salesledger.schemas;

import org.apache.avro.Schema;

/**
 * A version of the payment schema and what people call it. Immutable.
 *
 * @param name {@code v1} of a published one
 */
public record SchemaVersion(String name, Schema schema) {}
