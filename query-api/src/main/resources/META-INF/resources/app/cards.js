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

  constructor() {
    const feed = (url, take) => Feed.ofShort(body => {
      take(body);
      this.redraw();
    }).ask(url);
    feed('/api/total', body => { this.#total = body; });
    feed('/api/window', body => { this.#rates = body; });
    feed('/api/timeline?view=minute&limit=1', body => { this.#amount = exactPoints(body); });
    feed('/api/timeline?view=minute&limit=1&metric=count', body => { this.#units = exactPoints(body); });
  }

  redraw() {
    if (this.#total) {
      put('total-amount', money(exact(this.#total, 'totalAmount')));
      put('total-amount-note', text.inCurrency(currencyCode()));
      put('total-units', whole(exact(this.#total, 'totalCount')));
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
    }
  }
}
