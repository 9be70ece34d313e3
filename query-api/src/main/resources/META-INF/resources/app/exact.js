// A JSON number loses digits beyond 2^53 once parsed; its text does not.

/** The text of a number of an answer. */
export const exact = (body, name) => body.match(new RegExp(`"${name}":(-?[0-9.]+)`))?.[1] ?? '0';

/** A timeline, each value as the text that stands in the answer. It has no other texts that could look like one. */
export const exactPoints = body => JSON.parse(body.replace(/"value":(-?[0-9.]+)/g, '"value":"$1"'));
