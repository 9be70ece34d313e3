// Asks one address again and again, says what is new, and does not ask for what it has already.
const PAUSE_MILLIS = 750;
const PATIENCE_MILLIS = 4000;
// An answer that takes long is asked for less often, so that it takes a tenth of the time; but a machine that was
// busy for a moment must not make the page look dead.
const COST_FACTOR = 9;
const LONGEST_PAUSE_MILLIS = 5000;

export class Feed {
  #turn = 0;
  #timer = 0;
  #url = '';
  #tag = '';
  #onNews;
  #onState;
  #longestPauseMillis;

  /** onNews gets the answer's text; onState gets {ok, status} after every attempt. */
  constructor(onNews, onState = () => {}, longestPauseMillis = LONGEST_PAUSE_MILLIS) {
    this.#onNews = onNews;
    this.#onState = onState;
    this.#longestPauseMillis = longestPauseMillis;
    document.addEventListener('visibilitychange', () => {
      if (!document.hidden && this.#url) {
        this.ask(this.#url, this.#tag);
      }
    });
  }

  /** One of a short answer, which is asked for at the same pace however long it takes. */
  static ofShort(onNews, onState = () => {}) {
    return new Feed(onNews, onState, PAUSE_MILLIS);
  }

  /** From now on this address, at once. */
  ask(url, tag = '') {
    this.stop();
    this.#url = url;
    this.#tag = tag;
    this.#attempt(this.#turn);
  }

  stop() {
    this.#turn++;
    this.#url = '';
    clearTimeout(this.#timer);
  }

  async #attempt(turn) {
    const began = performance.now();
    if (!document.hidden) {
      const state = await this.#fetch(turn);
      if (turn !== this.#turn) {
        return;
      }
      this.#onState(state);
    }
    const took = performance.now() - began;
    const pause = Math.min(Math.max(PAUSE_MILLIS, took * COST_FACTOR), this.#longestPauseMillis);
    this.#timer = setTimeout(() => this.#attempt(turn), pause);
  }

  async #fetch(turn) {
    try {
      const answer = await fetch(this.#url, {
        cache: 'no-store',
        headers: this.#tag ? {'If-None-Match': this.#tag} : {},
        signal: AbortSignal.timeout(PATIENCE_MILLIS),
      });
      if (answer.status === 304) {
        return {ok: true, status: 304};
      }
      const body = await answer.text();
      if (turn !== this.#turn) {
        return {ok: true, status: answer.status};
      }
      if (!answer.ok) {
        return {ok: false, status: answer.status};
      }
      this.#tag = answer.headers.get('ETag') || '';
      this.#onNews(body);
      return {ok: true, status: answer.status};
    } catch (failure) {
      return {ok: false, status: 0};
    }
  }
}
