// Amount and units of the best products, or of those searched for.
import {Chart} from './chart.js';
import {Feed} from './feed.js';
import {money, shortMoney, shortWhole, whole} from './format.js';
import {axis, base, colours} from './theme.js';
import {text} from './text.js';

const ROW_PIXELS = 30;
const FRAME_PIXELS = 96;

function options(rows) {
  const {amount, units, ink} = colours();
  const series = (name, key, colour, index) => ({
    name, type: 'bar', xAxisIndex: index, barMaxWidth: 11, itemStyle: {color: colour, borderRadius: [0, 3, 3, 0]},
    data: rows.map(row => Number(row[key])),
  });
  return {
    ...base(),
    legend: {top: 0, textStyle: {color: ink}, itemHeight: 10},
    grid: {left: 8, right: 26, top: 54, bottom: 8, containLabel: true},
    tooltip: {
      ...base().tooltip, trigger: 'axis', axisPointer: {type: 'shadow'},
      formatter: ([bar]) => {
        const row = rows[bar.dataIndex];
        return `${row.productId}\n${money(row.amount)}\n${text.unitsOf(whole(row.count))}`;
      },
    },
    yAxis: axis({
      type: 'category', inverse: true, triggerEvent: true, data: rows.map(row => row.productId), splitLine: {show: false},
      axisLabel: {width: 120, overflow: 'truncate', interval: 0, color: ink},
    }),
    xAxis: [
      axis({type: 'value', position: 'bottom', axisLabel: {formatter: shortMoney, color: amount}, splitNumber: 3}),
      axis({type: 'value', position: 'top', axisLabel: {formatter: shortWhole, color: units}, splitNumber: 3, splitLine: {show: false}, minInterval: 1}),
    ],
    series: [series(text.amount, 'amount', amount, 0), series(text.units, 'count', units, 1)],
  };
}

export class ProductBars {
  #chart;
  #place;
  #controls;
  #products = [];
  #shown = 0;

  /** controls are the page's order, top, search and note; onProduct is told which one was clicked. */
  constructor(place, controls, onProduct) {
    this.#place = place;
    this.#controls = controls;
    this.#chart = new Chart(place, options);
    this.#chart.onClick(event => {
      const id = event.componentType === 'yAxis' ? event.value : event.name;
      if (id) {
        onProduct(id);
      }
    });
    for (const control of [controls.order, controls.top, controls.search]) {
      control.addEventListener('input', () => this.#draw());
    }
    new Feed({
      onNews: body => {
        this.#products = JSON.parse(body);
        this.#draw();
      },
      onProblem: detail => this.#chart.say(detail),
    }).ask('/api/realtime');
  }

  redraw() {
    this.#draw();
  }

  #draw() {
    const {order, top, search, note} = this.#controls;
    const wanted = search.value.trim().toLowerCase();
    const found = wanted ? this.#products.filter(one => one.productId.toLowerCase().includes(wanted)) : this.#products.slice();
    found.sort((a, b) => Number(b[order.value]) - Number(a[order.value]));
    const rows = found.slice(0, Number(top.value));
    const anew = rows.length !== this.#shown;
    this.#shown = rows.length;
    this.#place.style.height = `${Math.max(4, rows.length) * ROW_PIXELS + FRAME_PIXELS}px`;
    this.#chart.show(rows, {isEmpty: rows.length === 0, anew});
    note.textContent = text.ofProducts(whole(rows.length), whole(this.#products.length));
  }
}
