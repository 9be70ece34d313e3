// The leaderboard: amount or units, of all time or of the last minutes.
import {Feed} from './feed.js';
import {money, whole} from './format.js';
import {Word} from './word.js';

const PLACES = 20;
// A click comes after the pointer is up; that of a finger a little later.
const CLICK_MILLIS = 100;

const scoreOf = entry => Number(entry.amount ?? entry.count);

/** A product's row, the same as long as it is on the board. */
class Row {
  item = document.createElement('li');
  #button = document.createElement('button');
  #cells = ['place', 'name', 'score'].map(name => {
    const span = document.createElement('span');
    span.className = name;
    return span;
  });

  constructor(productId, onProduct) {
    this.#button.type = 'button';
    this.#button.title = productId;
    this.#button.append(...this.#cells);
    this.#button.addEventListener('click', () => onProduct(productId));
    this.#cells[1].textContent = productId;
    this.item.append(this.#button);
  }

  show(entry, place, best) {
    this.#button.style.setProperty('--part', `${best > 0 ? Math.max(0, scoreOf(entry) / best * 100) : 0}%`);
    this.#cells[0].textContent = whole(place);
    this.#cells[2].textContent = entry.amount === undefined ? whole(entry.count) : money(entry.amount);
  }
}

export class Leaderboard {
  #list;
  #word;
  #metric;
  #window;
  #onProduct;
  #feed;
  #last = '';
  #entries = [];
  #rows = new Map();
  #isPressed = false;

  constructor(list, metric, window, onProduct) {
    this.#list = list;
    this.#word = new Word(list.parentElement);
    this.#metric = metric;
    this.#window = window;
    this.#onProduct = onProduct;
    this.#feed = new Feed({onNews: body => this.#take(body), onProblem: detail => this.#clear(() => this.#word.say(detail))});
    metric.addEventListener('change', () => this.#ask());
    window.addEventListener('change', () => this.#ask());
    this.#holdWhilePressed();
    this.#ask();
  }

  redraw() {
    if (!this.#entries.length) {
      return;
    }
    const best = this.#entries.reduce((most, one) => Math.max(most, scoreOf(one)), 0);
    const rows = new Map();
    this.#entries.forEach((entry, i) => {
      const row = this.#rows.get(entry.productId) ?? new Row(entry.productId, this.#onProduct);
      row.show(entry, i + 1, best);
      rows.set(entry.productId, row);
    });
    // Nothing moves under a pointer that is down: its click would go to another product, or to none.
    if (!this.#isPressed) {
      this.#rows = rows;
      this.#arrange([...rows.values()].map(row => row.item));
    }
  }

  #take(body) {
    if (body === this.#last) {
      return;
    }
    this.#last = body;
    this.#entries = JSON.parse(body);
    if (this.#entries.length) {
      this.#word.hide();
      this.redraw();
    } else {
      this.#clear(() => this.#word.nothing());
    }
  }

  /** The row that has the focus would lose it if it were taken out: the others move around it. */
  #arrange(items) {
    for (const item of [...this.#list.children].filter(one => !items.includes(one))) {
      item.remove();
    }
    if (items.every((item, i) => item === this.#list.children[i])) {
      return;
    }
    const focused = items.findIndex(item => item.contains(document.activeElement));
    for (const item of items.slice(0, Math.max(0, focused))) {
      this.#list.insertBefore(item, items[focused]);
    }
    this.#list.append(...items.slice(focused + 1));
  }

  #holdWhilePressed() {
    let timer = 0;
    this.#list.addEventListener('pointerdown', event => {
      clearTimeout(timer);
      this.#isPressed = event.button === 0;
    });
    const release = () => {
      clearTimeout(timer);
      timer = setTimeout(() => {
        this.#isPressed = false;
        this.redraw();
      }, CLICK_MILLIS);
    };
    for (const end of ['pointerup', 'pointercancel', 'blur']) {
      globalThis.addEventListener(end, release);
    }
  }

  #clear(say) {
    this.#last = '';
    this.#entries = [];
    this.#rows.clear();
    this.#list.replaceChildren();
    say();
  }

  #ask() {
    const height = this.#list.offsetHeight;
    this.#clear(() => this.#word.wait(height));
    const window = this.#window.value ? `&window=${this.#window.value}` : '';
    this.#feed.ask(`/api/leaderboard?topN=${PLACES}&metric=${this.#metric.value}${window}`);
  }
}
