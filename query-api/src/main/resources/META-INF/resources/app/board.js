// The leaderboard: amount or units, of all time or of the last minutes.
import {Feed} from './feed.js';
import {money, whole} from './format.js';
import {Word} from './word.js';

const PLACES = 20;

function row(entry, place, best, onProduct) {
  const cell = (name, content) => {
    const span = document.createElement('span');
    span.className = name;
    span.textContent = content;
    return span;
  };
  const score = Number(entry.amount ?? entry.count);
  const button = document.createElement('button');
  button.type = 'button';
  button.title = entry.productId;
  button.style.setProperty('--part', `${best > 0 ? Math.max(0, score / best * 100) : 0}%`);
  button.append(
    cell('place', whole(place)), cell('name', entry.productId),
    cell('score', entry.amount === undefined ? whole(entry.count) : money(entry.amount)));
  button.addEventListener('click', () => onProduct(entry.productId));
  const item = document.createElement('li');
  item.append(button);
  return item;
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

  constructor(list, metric, window, onProduct) {
    this.#list = list;
    this.#word = new Word(list.parentElement);
    this.#metric = metric;
    this.#window = window;
    this.#onProduct = onProduct;
    this.#feed = new Feed({onNews: body => this.#take(body), onProblem: detail => this.#clear(() => this.#word.say(detail))});
    metric.addEventListener('change', () => this.#ask());
    window.addEventListener('change', () => this.#ask());
    this.#ask();
  }

  redraw() {
    const focused = [...this.#list.children].findIndex(item => item.contains(document.activeElement));
    const best = this.#entries.reduce((most, one) => Math.max(most, Number(one.amount ?? one.count)), 0);
    this.#list.replaceChildren(...this.#entries.map((one, i) => row(one, i + 1, best, this.#onProduct)));
    this.#list.children[focused]?.firstChild.focus({preventScroll: true});
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

  #clear(say) {
    this.#last = '';
    this.#entries = [];
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
