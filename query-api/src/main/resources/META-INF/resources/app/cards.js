// The four figures on top.
import {exact, exactPoints} from './exact.js';
import {Feed} from './feed.js';
import {currencyCode, minuteOf, money, rate, whole} from './format.js';
import {text} from './text.js';

const put = (id, content) => {
  document.getElementById(id).textContent = content;
};

export class Cards {
  #total = '';
  #rates = '';
  #amount = [];
  #units = [];
  #refusals = new Map();

  constructor() {
    this.#feed('/api/total', ['total-amount', 'total-units'], body => { this.#total = body; });
    this.#feed('/api/window', ['rate'], body => { this.#rates = body; });
    const minute = '/api/timeline?view=minute&limit=1';
    this.#feed(minute, ['minute'], body => { this.#amount = exactPoints(body); });
    this.#feed(`${minute}&metric=count`, ['minute'], body => { this.#units = exactPoints(body); });
  }

  redraw() {
    if (this.#total) {
      put('total-amount', money(exact(this.#total, 'totalAmount')));
      put('total-amount-note', currencyCode() && text.inCurrency(currencyCode()));
      put('total-units', whole(exact(this.#total, 'totalCount')));
      put('total-units-note', text.unitsNote);
    }
    if (this.#rates) {
      const rates = JSON.parse(this.#rates);
      put('rate', rate(rates.paymentsPerSecond));
      put('rate-note', text.inWindow(money(rates.amountPerSecond), rate(rates.lengthMillis / 1000)));
    }
    if (this.#amount.length) {
      put('minute', money(this.#amount[0].value));
      const units = this.#units.find(point => point.timestamp === this.#amount[0].timestamp);
      put('minute-note', [units ? text.unitsOf(whole(units.value)) : '', minuteOf(this.#amount[0].timestamp)].filter(Boolean).join(' · '));
    } else {
      put('minute', '–');
      put('minute-note', '');
    }
    for (const {figures, detail} of this.#refusals.values()) {
      for (const id of figures) {
        put(id, '–');
        put(`${id}-note`, detail);
      }
    }
  }

  #feed(url, figures, take) {
    new Feed({
      isShort: true,
      onNews: body => {
        take(body);
        this.#refusals.delete(url);
        this.redraw();
      },
      onProblem: detail => {
        this.#refusals.set(url, {figures, detail});
        this.redraw();
      },
    }).ask(url);
  }
}
