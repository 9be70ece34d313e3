// A chart in its place: follows its size and the theme, and gives way to a word when there is nothing to show.
import * as echarts from '/vendor/echarts-6.0.0/echarts.esm.min.js';
import {onThemeChange} from './theme.js';
import {Word} from './word.js';

export class Chart {
  #chart;
  #place;
  #word;
  #options;
  #inWords;
  #last = null;

  /** options makes ECharts options of what is shown; inWords says it to who cannot see it. */
  constructor(place, options, inWords) {
    this.#place = place;
    this.#word = new Word(place.parentElement);
    this.#options = options;
    this.#inWords = inWords;
    place.setAttribute('role', 'img');
    this.#chart = echarts.init(place, null, {renderer: 'canvas'});
    new ResizeObserver(() => this.#chart.resize()).observe(place);
    onThemeChange(() => this.redraw());
  }

  show(data, {isEmpty, anew = false}) {
    if (isEmpty) {
      this.#clear();
      this.#word.nothing();
      return;
    }
    const isFirst = this.#last === null;
    this.#last = data;
    this.#word.hide();
    this.#place.hidden = false;
    this.#chart.setOption(this.#options(data), {notMerge: anew || isFirst});
    this.#describe();
  }

  /** Until the figures of something else are there. */
  wait() {
    const height = this.#place.offsetHeight;
    this.#clear();
    this.#word.wait(height);
  }

  /** Says why there are no figures. */
  say(words) {
    this.#clear();
    this.#word.say(words);
  }

  redraw() {
    if (this.#last !== null) {
      this.#chart.setOption(this.#options(this.#last));
      this.#describe();
    }
  }

  onClick(react) {
    this.#chart.on('click', react);
  }

  #describe() {
    const heading = this.#place.parentElement.querySelector('h2').textContent.trim();
    this.#place.setAttribute('aria-label', `${heading} – ${this.#inWords(this.#last)}`);
  }

  #clear() {
    this.#last = null;
    this.#place.hidden = true;
    this.#chart.clear();
  }
}
