// Figures as people read them. Money comes as decimal strings, and stays exact: Intl formats those digit by digit.
import {locale} from './text.js';

// Only the ledger says which it is: until it has, an amount is shown without one.
let currency = null;
const formats = new Map();

function numbers(options) {
  const key = JSON.stringify(options);
  if (!formats.has(key)) {
    formats.set(key, new Intl.NumberFormat(locale, options));
  }
  return formats.get(key);
}

export function useCurrency(code, scale) {
  const changed = code !== currency?.code || scale !== currency?.scale;
  currency = {code, scale};
  return changed;
}

/** '' while it is not known. */
export const currencyCode = () => currency?.code ?? '';

export function money(decimal) {
  if (currency === null) {
    return numbers({minimumFractionDigits: decimal.split('.')[1]?.length ?? 0, maximumFractionDigits: 20}).format(decimal);
  }
  return numbers({
    style: 'currency', currency: currency.code,
    minimumFractionDigits: currency.scale, maximumFractionDigits: currency.scale,
  }).format(decimal);
}

export function shortMoney(number) {
  return currency === null ? shortWhole(number) : numbers({style: 'currency', currency: currency.code, notation: 'compact', maximumFractionDigits: 2}).format(number);
}

export const whole = number => numbers({maximumFractionDigits: 0}).format(number);
export const shortWhole = number => numbers({notation: 'compact', maximumFractionDigits: 2}).format(number);
export const rate = number => numbers({maximumFractionDigits: 1}).format(number);

export const figure = (metric, value) => metric === 'amount' ? money(value) : whole(value);
export const shortFigure = (metric, value) => metric === 'amount' ? shortMoney(value) : shortWhole(value);

const DAY_AND_TIME = new Intl.DateTimeFormat(locale, {dateStyle: 'medium', timeStyle: 'medium'});
const MINUTE = new Intl.DateTimeFormat(locale, {dateStyle: 'medium', timeStyle: 'short'});
const TIME = new Intl.DateTimeFormat(locale, {timeStyle: 'medium'});
export const dayAndTime = date => DAY_AND_TIME.format(date);
export const minuteOf = millis => MINUTE.format(millis);
/** With its day, if that is not today. */
export const timeOf = date => (date.toDateString() === new Date().toDateString() ? TIME : DAY_AND_TIME).format(date);
export const zone = () => Intl.DateTimeFormat().resolvedOptions().timeZone;
