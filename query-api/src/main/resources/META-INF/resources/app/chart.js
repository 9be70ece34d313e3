// A chart in its place: follows its size and the theme, and gives way to a word when there is nothing to show.
import * as echarts from '/vendor/echarts-6.0.0/echarts.esm.min.js';
import {onThemeChange} from './theme.js';

export class Chart {
  #chart;
  #place;
  #empty;
  #options;
  #last = null;

  /** options makes ECharts options of what is shown. */
  constructor(place, options) {
    this.#place = place;
    this.#empty = place.parentElement.querySelector('.empty');
    this.#options = options;
    this.#chart = echarts.init(place, null, {renderer: 'canvas'});
    new ResizeObserver(() => this.#chart.resize()).observe(place);
    onThemeChange(() => this.redraw());
  }

  show(data, {isEmpty, anew = false}) {
    const was = this.#last;
    this.#last = isEmpty ? null : data;
    this.#place.hidden = isEmpty;
    this.#empty.hidden = !isEmpty;
    if (!isEmpty) {
      this.#chart.setOption(this.#options(data), {notMerge: anew || was === null});
    }
  }

  redraw() {
    if (this.#last !== null) {
      this.#chart.setOption(this.#options(this.#last));
    }
  }

  onClick(react) {
    this.#chart.on('click', react);
  }
}
