// Asks one address again and again, says what is new, and does not ask for what it has already.
const PAUSE_MILLIS = 750;
export const PATIENCE_MILLIS = 4000;
// An answer that takes long is asked for less often, so that it takes a tenth of the time; but a machine that was
// busy for a moment must not make the page look dead.
const COST_FACTOR = 9;
const LONGEST_PAUSE_MILLIS = 5000;
// So many attempts in a row without an answer are more than a busy moment.
const MOST_FAILURES = 3;
// The API's own word for that it cannot read the views, and a proxy's for that the API is away.
const UNAVAILABLE = [502, 503, 504];
const nothing = () => {};

const feeds = new Set();

export const isUnavailable = status => UNAVAILABLE.includes(status);

/** An answer's own words for what is wrong; '' if it is a proxy's, for an API that does not answer. */
function detailOf(body, status) {
  const otherwise = isUnavailable(status) ? '' : `HTTP ${status}`;
  try {
    return JSON.parse(body).detail || otherwise;
  } catch (notJson) {
    return otherwise;
  }
}

export class Feed {
  #turn = 0;
  #timer = 0;
  #url = '';
  #tag = '';
  #failures = 0;
  #problem = '';
  #on;
  #longestPauseMillis;
  #patienceMillis;

  /**
   * onNews gets the answer's text; onProblem the words of an answer that says what is wrong with what was asked, after
   * which nothing is known any more; onState {ok, status, detail} after every attempt. A short answer is asked for at
   * the same pace however long it takes.
   */
  constructor({onNews, onProblem = nothing, onState = nothing, isShort = false, patienceMillis = PATIENCE_MILLIS}) {
    this.#on = {onNews, onProblem, onState};
    this.#longestPauseMillis = isShort ? PAUSE_MILLIS : LONGEST_PAUSE_MILLIS;
    this.#patienceMillis = patienceMillis;
    feeds.add(this);
    document.addEventListener('visibilitychange', () => {
      if (!document.hidden && this.#url) {
        clearTimeout(this.#timer);
        this.#attempt(++this.#turn);
      }
    });
  }

  /** What keeps one of the page's feeds from being live, '' if it just does not answer; null if all are. */
  static trouble() {
    const troubled = [...feeds].filter(feed => feed.#problem || feed.#failures >= MOST_FAILURES);
    return troubled.length ? troubled.map(feed => feed.#problem).find(Boolean) ?? '' : null;
  }

  /** Another ledger's offsets may be the same, and what they stand for another: all is asked for anew. */
  static forgetAll() {
    for (const feed of feeds) {
      if (feed.#url) {
        feed.ask(feed.#url);
      }
    }
  }

  /** From now on this address, at once. */
  ask(url) {
    this.stop();
    this.#url = url;
    this.#tag = '';
    this.#attempt(this.#turn);
  }

  stop() {
    this.#turn++;
    this.#url = '';
    this.#failures = 0;
    this.#problem = '';
    clearTimeout(this.#timer);
  }

  async #attempt(turn) {
    const began = performance.now();
    if (!document.hidden) {
      const answer = await this.#fetch();
      if (turn !== this.#turn) {
        return;
      }
      this.#take(answer);
      if (turn !== this.#turn) {
        return;
      }
    }
    const took = performance.now() - began;
    const pause = Math.min(Math.max(PAUSE_MILLIS, took * COST_FACTOR), this.#longestPauseMillis);
    this.#timer = setTimeout(() => this.#attempt(turn), pause);
  }

  async #fetch() {
    try {
      const answer = await fetch(this.#url, {
        cache: 'no-store',
        headers: this.#tag ? {'If-None-Match': this.#tag} : {},
        signal: AbortSignal.timeout(this.#patienceMillis),
      });
      return {status: answer.status, ok: answer.ok, body: await answer.text(), tag: answer.headers.get('ETag') || ''};
    } catch (failure) {
      return {status: 0, ok: false, body: '', tag: ''};
    }
  }

  #take({status, ok, body, tag}) {
    if (ok) {
      this.#news(status, body, tag);
    } else if (status === 304) {
      this.#settle(true, status, '');
    } else {
      this.#settle(false, status, status ? detailOf(body, status) : '');
    }
  }

  #news(status, body, tag) {
    const turn = this.#turn;
    try {
      this.#on.onNews(body);
    } catch (notOurs) {
      this.#settle(false, 0, '');
      return;
    }
    if (turn === this.#turn) {
      this.#tag = tag;
      this.#settle(true, status, '');
    }
  }

  #settle(ok, status, detail) {
    this.#failures = ok ? 0 : this.#failures + 1;
    this.#problem = isUnavailable(status) ? '' : detail;
    if (this.#problem) {
      this.#tag = '';
      this.#on.onProblem(detail);
    }
    this.#on.onState({ok, status, detail});
  }
}
