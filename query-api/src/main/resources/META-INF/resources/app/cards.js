// The four figures on top.
import {Feed} from './feed.js';
import {currencyCode, minuteOf, money, rate, whole} from './format.js';
import {text} from './text.js';

const put = (id, content) => {
  document.getElementById(id).textContent = content;
};

// A JSON number loses digits beyond 2^53 once parsed; its text does not.
const exact = (body, name) => body.match(new RegExp(`"${name}":(-?[0-9.]+)`))?.[1] ?? '0';

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
    feed('/api/timeline?view=minute&limit=1', body => { this.#amount = JSON.parse(body); });
    feed('/api/timeline?view=minute&limit=1&metric=count', body => { this.#units = JSON.parse(body); });
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
