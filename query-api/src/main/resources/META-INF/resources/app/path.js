// Addresses of products.

/**
 * A product's timeline; null if it has no address: a browser takes the dots of /api/timeline/. and of its encoded form
 * as a step within the path, and would ask for another thing.
 */
export const productPath = productId =>
  productId === '.' || productId === '..' ? null : `/api/timeline/${encodeURIComponent(productId)}`;
