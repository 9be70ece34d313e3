// Says as of when the figures are, and plainly when they are not live.
import {Feed} from './feed.js';
import {dayAndTime, timeOf, useCurrency, whole, zone} from './format.js';
import {text} from './text.js';

const SILENCE_MILLIS = 2500;
const byId = id => document.getElementById(id);

export class Status {
  #ledger = null;
  #answeredAt = 0;
  #lastStatus = 0;
  #onCurrency;

  constructor(onCurrency) {
    this.#onCurrency = onCurrency;
    byId('zone').textContent = zone();
    this.#judge();
    Feed.ofShort(body => this.#take(JSON.parse(body)), state => {
      this.#lastStatus = state.status;
      if (state.ok) {
        this.#answeredAt = Date.now();
      }
      this.#judge();
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
    const [state, says] = this.#verdict();
    const pill = byId('state');
    pill.className = `state ${state}`;
    pill.textContent = text[state];
    const banner = byId('banner');
    banner.hidden = !says;
    banner.className = `banner ${state}`;
    if (banner.textContent !== says) {
      banner.textContent = says;
    }
    document.body.classList.toggle('frozen', state === 'away');
  }

  #verdict() {
    const ledger = this.#ledger;
    if (ledger === null) {
      return this.#lastStatus === 0 && performance.now() < SILENCE_MILLIS ? ['waiting', ''] : ['away', text.saysNever];
    }
    if (Date.now() - this.#answeredAt > SILENCE_MILLIS) {
      const since = timeOf(new Date(ledger.asOf));
      return ['away', this.#lastStatus === 503 ? text.saysUnavailable(since) : text.saysAway(since)];
    }
    if (ledger.broken) {
      return ['away', text.saysBroken(ledger.broken)];
    }
    if (ledger.id === null) {
      return ['stale', text.saysUnclaimed];
    }
    if (!ledger.alive) {
      const ages = ledger.partitions.map(one => one.heartbeatAgeMillis).filter(age => age !== null);
      return ['stale', ages.length ? text.saysSilent(whole(Math.max(...ages) / 1000)) : text.saysNoBeat];
    }
    if (!ledger.balanced) {
      return ['stale', text.saysUnbalanced];
    }
    return ['live', ''];
  }
}
