// The products that the bars show, each with amount and units: the best ones live, all of them only for who searches.
import {exactPoints} from './exact.js';
import {Feed, PATIENCE_MILLIS} from './feed.js';
import {timeOf, whole} from './format.js';
import {productPath} from './path.js';
import {text} from './text.js';

const PLACES = 100;
const METRICS = ['amount', 'count'];
// A full list can be megabytes: it is given time, and not asked for at every key.
const LIST_PATIENCE_MILLIS = 60_000;
const LIST_AGE_MILLIS = 10_000;
// While somebody looks at what was found, it follows, though slowly: it is the full list each time.
const LIST_PAUSE_MILLIS = 30_000;
const TICK_MILLIS = 1000;
const FIGURE_AGE_MILLIS = 5000;

/** The best by either metric. What is best by one and not by the other has its other figure asked for on its own. */
export class BestProducts {
  #boards = new Map();
  #problems = new Map();
  #others = {amount: new Map(), count: new Map()};
  #timer = 0;
  #onNews;

  constructor(onNews) {
    this.#onNews = onNews;
    for (const metric of METRICS) {
      new Feed({
        onNews: body => this.#take(metric, new Map(JSON.parse(body).map(one => [one.productId, one[metric]]))),
        onProblem: detail => {
          this.#boards.delete(metric);
          this.#problems.set(metric, detail);
          onNews();
        },
      }).ask(`/api/leaderboard?topN=${PLACES}&metric=${metric}`);
    }
  }

  problem() {
    return [...this.#problems.values()][0] ?? '';
  }

  /** The best by this metric, ties by productId; null while they are not known. */
  rows(metric, top) {
    if (this.#boards.size < METRICS.length) {
      return null;
    }
    const other = METRICS.find(one => one !== metric);
    const best = [...this.#boards.get(metric)].slice(0, top);
    const rows = best.map(([productId, figure]) =>
      ({productId, [metric]: figure, [other]: this.#boards.get(other).get(productId) ?? this.#others[other].get(productId)?.figure}));
    this.#complete(other, rows.map(row => row.productId).filter(id => !this.#boards.get(other).has(id)));
    return rows;
  }

  note(shown) {
    const all = this.#boards.get(METRICS[0]).size;
    return all < PLACES ? text.ofProducts(whole(shown), whole(all)) : text.bestProducts(whole(shown));
  }

  #take(metric, board) {
    this.#problems.delete(metric);
    this.#boards.set(metric, board);
    this.#onNews();
  }

  /** A product's last entry over time is its total. */
  async #complete(metric, productIds) {
    clearTimeout(this.#timer);
    if (productIds.length) {
      this.#timer = setTimeout(this.#onNews, FIGURE_AGE_MILLIS);
    }
    // Of those that are not among the best any more nothing is kept.
    const figures = new Map([...this.#others[metric]].filter(([id]) => productIds.includes(id)));
    this.#others = {amount: new Map(), count: new Map(), [metric]: figures};
    const due = performance.now() - FIGURE_AGE_MILLIS;
    const asked = productIds.filter(id => productPath(id) !== null && !(figures.get(id)?.askedAt > due));
    if (!asked.length || document.hidden) {
      return;
    }
    await Promise.all(asked.map(async id => {
      const entry = {figure: figures.get(id)?.figure, askedAt: performance.now()};
      figures.set(id, entry);
      try {
        const answer = await fetch(`${productPath(id)}?limit=1&metric=${metric}`, {cache: 'no-store', signal: AbortSignal.timeout(PATIENCE_MILLIS)});
        entry.figure = answer.ok ? exactPoints(await answer.text())[0]?.value : undefined;
      } catch (failure) {
        entry.figure = undefined;
      }
    }));
    this.#onNews();
  }
}

/** Those whose id has what is searched for. Its figures are of when it was last asked for, every half minute while seen. */
export class FoundProducts {
  #feed;
  #all = null;
  #found = 0;
  #isSearching = false;
  #isAsked = false;
  #takenAt = null;
  #problem = '';

  constructor(onNews) {
    this.#feed = new Feed({
      patienceMillis: LIST_PATIENCE_MILLIS,
      onNews: body => {
        this.#all = JSON.parse(body);
        this.#takenAt = new Date();
        this.#problem = '';
        this.#isAsked = false;
        this.#feed.stop();
        onNews();
      },
      onProblem: detail => {
        this.#all = null;
        this.#takenAt = null;
        this.#problem = detail;
      },
      // Without an answer too: as of when the figures are is said otherwise once it is another day.
      onState: onNews,
    });
    setInterval(() => {
      if (this.#isSearching && !document.hidden) {
        this.#ask(LIST_PAUSE_MILLIS);
      }
    }, TICK_MILLIS);
  }

  /** The search's text has changed. */
  search(wanted) {
    this.#isSearching = Boolean(wanted);
    if (wanted) {
      this.#ask(LIST_AGE_MILLIS);
    } else {
      this.#isAsked = false;
      this.#feed.stop();
    }
  }

  problem() {
    return this.#problem;
  }

  /** The one of exactly this name first, however little was sold of it, then the best by this metric. */
  rows(metric, top, wanted) {
    if (this.#all === null) {
      return null;
    }
    const isIt = one => Number(one.productId.toLowerCase() === wanted);
    const found = this.#all
      .filter(one => one.productId.toLowerCase().includes(wanted))
      .sort((a, b) => isIt(b) - isIt(a) || Number(b[metric]) - Number(a[metric]));
    this.#found = found.length;
    return found.slice(0, top);
  }

  note(shown) {
    return `${text.ofFound(whole(shown), whole(this.#found))}, ${text.asOfTime(timeOf(this.#takenAt))}`;
  }

  /** Unless what is there is younger than that. */
  #ask(ageMillis) {
    if (!this.#isAsked && !(Date.now() - this.#takenAt < ageMillis)) {
      this.#isAsked = true;
      this.#feed.ask('/api/realtime');
    }
  }
}
