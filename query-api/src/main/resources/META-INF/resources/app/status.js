// Says as of when the figures are, and plainly when they are not live.
import {Feed, isUnavailable} from './feed.js';
import {dayAndTime, timeOf, useCurrency, whole, zone} from './format.js';
import {text} from './text.js';

const SILENCE_MILLIS = 2500;
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
  // The last answer, or when somebody began to look: nothing is asked for while nobody does.
  #heardAt = Date.now();
  #state = '';
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
          this.#heardAt = Date.now();
        }
        this.#judge();
      },
    }).ask('/api/ledger');
    setInterval(() => this.#judge(), 500);
    document.addEventListener('visibilitychange', () => {
      // What was away when it was last looked at does not pass for live before it has answered.
      if (!document.hidden && this.#state !== 'away') {
        this.#heardAt = Date.now();
      }
      this.#judge();
    });
  }

  #take(ledger) {
    const isAnother = this.#ledger !== null && this.#ledger.id !== ledger.id;
    this.#ledger = ledger;
    if (isAnother) {
      Feed.forgetAll();
    }
    if (useCurrency(ledger.currency, ledger.scale)) {
      this.#onCurrency();
    }
    byId('as-of').textContent = dayAndTime(new Date(ledger.asOf));
    byId('newest').textContent = ledger.newestEvent ? dayAndTime(new Date(ledger.newestEvent)) : '–';
    byId('lag').textContent = whole(ledger.lag);
    const open = ledger.quarantined - ledger.requeued;
    byId('quarantined').textContent = whole(open);
    byId('quarantined').classList.toggle('bad', open > 0);
    byId('accounts').textContent = ledger.balanced ? text.balanced : text.unbalanced;
    byId('accounts').classList.toggle('bad', !ledger.balanced);
  }

  #judge() {
    if (document.hidden) {
      return;
    }
    const {state, says = '', age = ''} = this.#verdict();
    this.#state = state;
    put('state', text[state], `state ${state}`);
    put('banner', null, `banner ${state}`);
    put('banner-says', says);
    // Beside what is read out, not in it: it changes every second.
    put('banner-age', age);
    byId('banner').hidden = !says;
    document.body.classList.toggle('frozen', state === 'away');
  }

  #verdict() {
    return this.#apart() ?? this.#silence() ?? this.#partly() ?? this.#live();
  }

  /** What parts the page from the views. */
  #apart() {
    const {status, detail} = this.#last;
    const isNew = this.#ledger === null;
    const isQuiet = Date.now() - this.#heardAt > SILENCE_MILLIS;
    const since = isNew ? '' : text.standSince(timeOf(new Date(this.#ledger.asOf)));
    if (detail && !isUnavailable(status)) {
      return {state: 'away', says: text.saysDamaged(detail)};
    }
    if (!isNew && !isQuiet) {
      return null;
    }
    if (detail) {
      return {state: 'away', says: text.saysUnavailable(detail) + since};
    }
    if (!isNew) {
      return {state: 'away', says: text.saysAway + since};
    }
    return isQuiet ? {state: 'away', says: text.saysNever} : {state: 'waiting'};
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
      return {state: 'stale', ...this.#lifeless()};
    }
    return ledger.balanced ? null : {state: 'stale', says: text.saysUnbalanced};
  }

  /** Why it is not known to live: each partition has its own reason. */
  #lifeless() {
    const {partitions, heartbeatMaxAgeMillis: most} = this.#ledger;
    const ofAge = is => partitions.filter(one => is(one.heartbeatAgeMillis));
    const silent = ofAge(age => age !== null && age > most);
    const says = (those, ofAll, ofSome) => {
      if (!those.length) {
        return [];
      }
      return [those.length === partitions.length ? ofAll : ofSome(those.map(one => one.partition).join(', '))];
    };
    const all = [
      ...says(silent, text.saysSilent, text.saysSilentOf),
      ...says(ofAge(age => age === null), text.saysNoBeat, text.saysNoBeatOf),
      ...says(ofAge(age => age !== null && age < -most), text.saysAhead, text.saysAheadOf),
    ];
    const oldest = Math.max(...silent.map(one => one.heartbeatAgeMillis));
    return {says: all.join(' ') || text.saysNoBeat, age: silent.length ? text.silentFor(whole(oldest / 1000)) : ''};
  }

  /** What keeps a part of the page from following. */
  #partly() {
    const trouble = Feed.trouble();
    return trouble === null ? null : {state: 'partly', says: trouble ? text.saysPartly(trouble) : text.saysPartlyAway};
  }

  #live() {
    const {warning} = this.#ledger;
    return {state: 'live', says: warning === null ? '' : text.saysWarning(warning)};
  }
}
