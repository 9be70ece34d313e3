package io.salesledger.windowing.audit;

import io.salesledger.windowing.log.PaymentContract;
import io.salesledger.windowing.log.WriterSchemas;

/**
 * What records are judged by.
 *
 * @param currency the ledger's, ISO 4217
 * @param contract what the topology knows of payments
 * @param schemas asked by several threads
 */
record JudgeRules(String currency, PaymentContract contract, WriterSchemas schemas) {}
