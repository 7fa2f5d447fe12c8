// Axes: every number of a format equally spaced (float order), or plain numbers, both with ticks at round decimals.
import {ordinal} from './numbers.js';

const superscripts = {
  '-': '⁻',
  0: '⁰',
  1: '¹',
  2: '²',
  3: '³',
  4: '⁴',
  5: '⁵',
  6: '⁶',
  7: '⁷',
  8: '⁸',
  9: '⁹'
};

/// 1000000 as 10⁶, -0.5 as −0.5.
export function tickLabel(x) {
  if (x === 0) return '0';
  const [digits, power] = Math.abs(x).toExponential().split('e');
  const small = Math.abs(power) < 4;
  const tens = '10' + [...String(Number(power))].map((c) => superscripts[c]).join('');
  const text = small ? String(Number(Math.abs(x).toPrecision(12))) : digits === '1' ? tens : `${digits}·${tens}`;
  return (x < 0 ? '−' : '') + text;
}

function linearTicks(low, high, count) {
  const raw = (high - low) / count;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 5, 10].map((m) => m * power).find((s) => s >= raw * 0.999);
  const first = Math.ceil(low / step), last = Math.floor(high / step);
  return Array.from({length: Math.max(0, last - first + 1)}, (_, i) => Number(((first + i) * step).toPrecision(12)));
}

/// 0 and digits times powers of ten on both sides, each power a multiple of `step`, none below the subnormals.
function powerTicks(format, low, high, step, digits) {
  const ticks = [0];
  for (let k = -324 - (-324 % step); k <= 308; k += step)
    for (const d of digits) ticks.push(Number(`${d}e${k}`), Number(`-${d}e${k}`));
  const smallest = 2 ** Math.max(format.emin - format.precision + 1, -1074);
  const fits = (x) => x >= low && x <= high && Number.isFinite(x) && (x === 0 || Math.abs(x) >= smallest);
  return [...new Set(ticks)].filter(fits).sort((a, b) => a - b);
}

/// From coarse to fine: the finest that leaves a gap between the labels is taken.
function floatTickSets(format, low, high) {
  const sets = [200, 100, 50, 20, 10, 5, 2, 1].map((step) => powerTicks(format, low, high, step, [1]));
  sets.push(powerTicks(format, low, high, 1, [1, 2, 5]));
  if (low > 0 || high < 0)
    for (const count of [3, 5, 10]) sets.push(linearTicks(low, high, count));
  return sets;
}

/// Of each set what stands clear of 0, then the set with the most ticks whose labels do not touch.
function finest(sets, at, gap) {
  const clear = (ticks) => ticks.filter((x) => x === 0 || !ticks.includes(0) || Math.abs(at(x) - at(0)) >= gap);
  const fits = (ticks) => ticks.every((x, i) => i === 0 || Math.abs(at(x) - at(ticks[i - 1])) >= gap);
  const good = sets.map(clear).filter((ticks) => ticks.length > 0 && fits(ticks));
  return good.reduce((best, ticks) => (ticks.length > best.length ? ticks : best), good[0] ?? []);
}

/// A scale from numbers to pixels: `at(x)`, and `ticks(gap)`. Infinite ends are not allowed.
export function scale({kind, format, low, high, from, to}) {
  const place = kind === 'float' ? (x) => ordinal(format, x) : (x) => x;
  const a = place(low), b = place(high);
  const span = b - a || 1;
  const at = (x) => from + ((place(x) - a) / span) * (to - from);
  const sets =
      kind === 'float' ? floatTickSets(format, low, high) : [2, 4, 5, 8, 10].map((n) => linearTicks(low, high, n));
  return {at, low, high, ticks: (gap) => finest(sets, at, gap).map((x) => ({x, label: tickLabel(x)}))};
}
