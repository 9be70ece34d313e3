// Amount and units of the best products, or of those searched for.
import {Chart} from './chart.js';
import {money, shortMoney, shortWhole, whole} from './format.js';
import {BestProducts, FoundProducts} from './products.js';
import {axis, base, colours, unmarked} from './theme.js';
import {text} from './text.js';

const ROW_PIXELS = 30;
const FRAME_PIXELS = 96;
const ROWS_IN_WORDS = 10;

const wantedOf = search => search.value.trim().toLowerCase();
const known = (figure, format) => figure === undefined ? '–' : format(figure);

const figuresOf = row => [known(row.amount, money), text.unitsOf(known(row.count, whole))];

/** The first rows in words, for who cannot see the chart. */
const inWords = rows => rows.slice(0, ROWS_IN_WORDS).map(row => `${row.productId}: ${figuresOf(row).join(', ')}`).join('; ');

function options(rows) {
  const {amount, units, ink} = colours();
  const series = (name, key, colour, index) => ({
    name, type: 'bar', xAxisIndex: index, barMaxWidth: 11, itemStyle: {color: colour, borderRadius: [0, 3, 3, 0]},
    data: rows.map(row => row[key] === undefined ? '-' : Number(row[key])),
  });
  return {
    ...base(),
    legend: {top: 0, textStyle: {color: ink}, itemHeight: 10},
    grid: {left: 8, right: 26, top: 54, bottom: 8, containLabel: true},
    tooltip: {
      ...base().tooltip, trigger: 'axis', axisPointer: {type: 'shadow'},
      formatter: ([bar]) => {
        const row = rows[bar.dataIndex];
        return `${unmarked(row.productId)}\n${figuresOf(row).join('\n')}`;
      },
    },
    yAxis: axis({
      type: 'category', inverse: true, triggerEvent: true, data: rows.map(row => row.productId), splitLine: {show: false},
      axisLabel: {width: 120, overflow: 'truncate', interval: 0, color: ink},
    }),
    xAxis: [
      axis({type: 'value', position: 'bottom', axisLabel: {formatter: shortMoney, color: amount, alignMaxLabel: 'right'}, splitNumber: 3}),
      axis({type: 'value', position: 'top', axisLabel: {formatter: shortWhole, color: units}, splitNumber: 3, splitLine: {show: false}, minInterval: 1}),
    ],
    series: [series(text.amount, 'amount', amount, 0), series(text.units, 'count', units, 1)],
  };
}

export class ProductBars {
  #chart;
  #place;
  #controls;
  #onProduct;
  #best;
  #found;
  #rows = [];
  #opensFirst = false;

  /** controls are the page's order, top, search, note and hint; onProduct is told which one was chosen. */
  constructor(place, controls, onProduct) {
    this.#place = place;
    this.#controls = controls;
    this.#onProduct = onProduct;
    this.#chart = new Chart(place, options, inWords);
    this.#chart.onClick(event => this.#open(event.componentType === 'yAxis' ? event.value : event.name));
    const {order, top, search} = controls;
    this.#best = new BestProducts(() => wantedOf(search) || this.#draw());
    this.#found = new FoundProducts(() => wantedOf(search) && this.#draw());
    order.addEventListener('input', () => this.#draw());
    top.addEventListener('input', () => this.#draw());
    search.addEventListener('input', () => {
      this.#opensFirst = false;
      this.#found.search(wantedOf(search));
      this.#draw();
    });
    search.addEventListener('keydown', event => {
      if (event.key === 'Enter' && !event.isComposing && wantedOf(search)) {
        this.#opensFirst = true;
        this.#draw();
      }
    });
    this.#chart.wait();
  }

  redraw() {
    this.#draw();
  }

  #open(productId) {
    if (productId) {
      this.#onProduct(productId);
    }
  }

  #draw() {
    const {order, top, search, note, hint} = this.#controls;
    const wanted = wantedOf(search);
    const products = wanted ? this.#found : this.#best;
    const words = products.problem();
    const rows = products.rows(order.value, Number(top.value), wanted);
    if (words || rows === null) {
      this.#rows = [];
      note.textContent = '';
      hint.textContent = '';
      return words ? this.#chart.say(words) : this.#chart.wait();
    }
    const anew = rows.length !== this.#rows.length;
    this.#rows = rows;
    this.#place.style.height = `${Math.max(4, rows.length) * ROW_PIXELS + FRAME_PIXELS}px`;
    this.#chart.show(rows, {isEmpty: rows.length === 0, anew});
    note.textContent = products.note(rows.length);
    hint.textContent = wanted && rows.length ? text.enterOpens(rows[0].productId) : '';
    if (this.#opensFirst) {
      this.#opensFirst = false;
      this.#open(rows[0]?.productId);
    }
  }
}
