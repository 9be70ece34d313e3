// A timeline with zoom, its highest and lowest marked; of all products or of one.
import {Chart} from './chart.js';
import {exactPoints} from './exact.js';
import {Feed} from './feed.js';
import {figure, minuteOf, shortFigure, whole} from './format.js';
import {productPath} from './path.js';
import {axis, base, colourOf, colours} from './theme.js';
import {text} from './text.js';

const LIMIT = 1440;

/** A mark whose words stand above it, on the side where there is room. */
function mark(type, name, {points, metric}) {
  const best = points.reduce((found, point, i) => {
    const [value, most] = [Number(point.value), Number(points[found].value)];
    return (type === 'max' ? value > most : value < most) ? i : found;
  }, 0);
  const isLeft = points[best].timestamp * 2 < points[0].timestamp + points[points.length - 1].timestamp;
  return {
    type, name, symbol: 'circle', symbolSize: 9,
    label: {
      position: isLeft ? 'right' : 'left', offset: [0, type === 'max' ? -11 : -36],
      // Of the point that is marked: while zoomed, ECharts marks the best of those that are seen.
      formatter: ({value}) => `${name} ${shortFigure(metric, value)}`,
    },
  };
}

function options(data) {
  const {points, metric, view} = data;
  const colour = colourOf(metric);
  const {panel, ink, soft, line} = colours();
  const bars = view === 'minute';
  return {
    ...base(),
    grid: {left: 8, right: 22, top: 34, bottom: 56, containLabel: true},
    tooltip: {
      ...base().tooltip, trigger: 'axis',
      formatter: ([point]) => `${minuteOf(point.value[0])}\n${figure(metric, points[point.dataIndex].value)}`,
    },
    xAxis: axis({type: 'time', splitLine: {show: false}, axisLabel: {formatter: {day: '{MM}-{dd}', month: '{yyyy}-{MM}', year: '{yyyy}'}}}),
    yAxis: axis({type: 'value', scale: !bars, axisLabel: {formatter: value => shortFigure(metric, value)}}),
    dataZoom: [
      // The finger is for the page, which could not be scrolled over the chart otherwise.
      {type: 'inside', disabled: matchMedia('(pointer: coarse)').matches},
      // Of one minute there is nothing to zoom, and ECharts would divide by its length: the slider would stand anywhere.
      {type: 'slider', show: points.length > 1, height: 22, bottom: 10, borderColor: line, textStyle: {color: soft}, labelFormatter: value => minuteOf(value)},
    ],
    series: [{
      type: bars ? 'bar' : 'line', step: bars ? undefined : 'end', showSymbol: points.length < 2, barMaxWidth: 14,
      data: points.map(point => [point.timestamp, Number(point.value)]),
      // No ground below the line: its axis begins wherever the figures do.
      itemStyle: {color: colour}, lineStyle: {color: colour, width: 2},
      markPoint: {
        itemStyle: {color: colour, borderColor: panel, borderWidth: 2},
        // Its own ground, because the line may run on below it.
        label: {color: ink, fontSize: 12, backgroundColor: panel, padding: [3, 5], borderRadius: 4},
        // A single minute is neither.
        data: points.length > 1 ? [mark('max', text.highest, data), mark('min', text.lowest, data)] : [],
      },
    }],
  };
}

/** The chart in words, for who cannot see it. */
function inWords({points, metric}) {
  const values = points.map(point => point.value);
  const best = values.reduce((most, one) => Number(one) > Number(most) ? one : most);
  const least = values.reduce((most, one) => Number(one) < Number(most) ? one : most);
  const newest = points[points.length - 1];
  return text.timelineInWords(
    whole(points.length), figure(metric, best), figure(metric, least), figure(metric, newest.value), minuteOf(newest.timestamp));
}

export class Timeline {
  #chart;
  #note;
  #feed;
  #path = '';
  #metric;
  #view;
  #anew = true;

  constructor(place, metric, view) {
    this.#chart = new Chart(place, options, inWords);
    this.#note = place.parentElement.querySelector('.note');
    // So is the bare wheel: ECharts keeps each that it sees from the page, also those that it does not zoom by.
    place.addEventListener('wheel', event => event.ctrlKey || event.stopPropagation(), {capture: true});
    this.#metric = metric;
    this.#view = view;
    this.#feed = new Feed({onNews: body => this.#show(exactPoints(body)), onProblem: detail => this.#say(detail)});
    for (const choice of [metric, view]) {
      choice.addEventListener('change', () => this.#ask());
    }
  }

  /** Shows all products' figures from now on. */
  ofAll() {
    this.#path = '/api/timeline';
    this.#ask();
  }

  /** Shows this product's figures from now on. */
  of(productId) {
    this.stop();
    if (productPath(productId) === null) {
      this.#say(text.noAddress(productId));
      return;
    }
    this.#path = productPath(productId);
    this.#ask();
  }

  stop() {
    this.#path = '';
    this.#feed.stop();
  }

  redraw() {
    this.#chart.redraw();
  }

  #ask() {
    if (this.#path) {
      this.#anew = true;
      this.#chart.wait();
      this.#note.textContent = '';
      this.#feed.ask(`${this.#path}?limit=${LIMIT}&metric=${this.#metric.value}&view=${this.#view.value}`);
    }
  }

  #say(words) {
    this.#note.textContent = '';
    this.#chart.say(words);
  }

  #show(points) {
    const data = {points, metric: this.#metric.value, view: this.#view.value};
    this.#chart.show(data, {isEmpty: points.length === 0, anew: this.#anew});
    this.#anew = false;
    // There may be more before them.
    this.#note.textContent = points.length < LIMIT ? '' : text.newestMinutes(whole(points.length));
  }
}
