// Says as of when the figures are, and plainly when they are not live.
import {Feed} from './feed.js';
import {dayAndTime, timeOf, useCurrency, whole, zone} from './format.js';
import {text} from './text.js';

const SILENCE_MILLIS = 2500;
const UNAVAILABLE = 503;
const byId = id => document.getElementById(id);

/** Writes only what is new: what is written again may be read out again. */
function put(id, content, className = '') {
  const element = byId(id);
  if (content !== null && element.textContent !== content) {
    element.textContent = content;
  }
  if (element.className !== className) {
    element.className = className;
  }
}

export class Status {
  #ledger = null;
  #answeredAt = 0;
  #last = {status: 0, detail: ''};
  #onCurrency;

  constructor(onCurrency) {
    this.#onCurrency = onCurrency;
    byId('zone').textContent = zone();
    this.#judge();
    new Feed({
      isShort: true,
      onNews: body => this.#take(JSON.parse(body)),
      onState: state => {
        this.#last = state;
        if (state.ok) {
          this.#answeredAt = Date.now();
        }
        this.#judge();
      },
    }).ask('/api/ledger');
    setInterval(() => this.#judge(), 500);
  }

  #take(ledger) {
    this.#ledger = ledger;
    if (useCurrency(ledger.currency, ledger.scale)) {
      this.#onCurrency();
    }
    byId('as-of').textContent = dayAndTime(new Date(ledger.asOf));
    byId('newest').textContent = ledger.newestEvent ? dayAndTime(new Date(ledger.newestEvent)) : '–';
    byId('lag').textContent = whole(ledger.lag);
    byId('quarantined').textContent = whole(ledger.quarantined);
    byId('quarantined').classList.toggle('bad', ledger.quarantined > 0);
    byId('accounts').textContent = ledger.balanced ? text.balanced : text.unbalanced;
    byId('accounts').classList.toggle('bad', !ledger.balanced);
  }

  #judge() {
    const {state, says = '', age = ''} = this.#verdict();
    put('state', text[state], `state ${state}`);
    put('banner', null, `banner ${state}`);
    put('banner-says', says);
    // Beside what is read out, not in it: it changes every second.
    put('banner-age', age);
    byId('banner').hidden = !says;
    document.body.classList.toggle('frozen', state === 'away');
  }

  #verdict() {
    return this.#apart() ?? this.#silence() ?? this.#partly() ?? {state: 'live'};
  }

  /** What parts the page from the views. */
  #apart() {
    const {status, detail} = this.#last;
    const isNew = this.#ledger === null;
    const since = isNew ? '' : text.standSince(timeOf(new Date(this.#ledger.asOf)));
    if (detail && status !== UNAVAILABLE) {
      return {state: 'away', says: text.saysDamaged(detail)};
    }
    if (!isNew && Date.now() - this.#answeredAt <= SILENCE_MILLIS) {
      return null;
    }
    if (status === UNAVAILABLE) {
      return {state: 'away', says: text.saysUnavailable(detail) + since};
    }
    if (!isNew) {
      return {state: 'away', says: text.saysAway + since};
    }
    return performance.now() < SILENCE_MILLIS ? {state: 'waiting'} : {state: 'away', says: text.saysNever};
  }

  /** What keeps the topology from counting. */
  #silence() {
    const ledger = this.#ledger;
    if (ledger.broken) {
      return {state: 'away', says: text.saysBroken(ledger.broken)};
    }
    if (ledger.id === null) {
      return {state: 'stale', says: text.saysUnclaimed};
    }
    if (!ledger.alive) {
      const ages = ledger.partitions.map(one => one.heartbeatAgeMillis).filter(age => age !== null);
      const oldest = Math.max(...ages);
      if (ages.length && oldest < 0) {
        return {state: 'stale', says: text.saysAhead};
      }
      return ages.length
        ? {state: 'stale', says: text.saysSilent, age: text.silentFor(whole(oldest / 1000))}
        : {state: 'stale', says: text.saysNoBeat};
    }
    return ledger.balanced ? null : {state: 'stale', says: text.saysUnbalanced};
  }

  /** What keeps a part of the page from following. */
  #partly() {
    const trouble = Feed.trouble();
    return trouble === null ? null : {state: 'partly', says: trouble ? text.saysPartly(trouble) : text.saysPartlyAway};
  }
}
