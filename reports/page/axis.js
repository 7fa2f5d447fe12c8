// Scales for d3's axes and zoom: every number of a format equally spaced (float order), or plain numbers, both with
// ticks at round decimals.
import {scaleLinear} from 'd3-scale';

import {fromOrdinal, ordinal} from './numbers.js';

const superscripts = [...'⁰¹²³⁴⁵⁶⁷⁸⁹'];
const raised = (n) => [...String(n)].map((c) => superscripts[c] ?? '⁻').join('');

/// 1000000 as 10⁶, -0.5 as −0.5.
export function tickLabel(x) {
  if (x === 0) return '0';
  const [digits, power] = Math.abs(x).toExponential().split('e');
  const small = Math.abs(power) < 4;
  const tens = '10' + raised(Number(power));
  const text = small ? String(Number(Math.abs(x).toPrecision(12))) : digits === '1' ? tens : `${digits}·${tens}`;
  return (x < 0 ? '−' : '') + text;
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

const evenTicks = (low, high, counts) => counts.map((n) => scaleLinear().domain([low, high]).ticks(n));

/// From coarse to fine: the finest that leaves a gap between the labels is taken.
function floatTickSets(format, low, high) {
  const sets = [200, 100, 50, 20, 10, 5, 2, 1].map((step) => powerTicks(format, low, high, step, [1]));
  sets.push(powerTicks(format, low, high, 1, [1, 2, 5]));
  return low > 0 || high < 0 ? [...sets, ...evenTicks(low, high, [3, 5, 10])] : sets;
}

/// Of each set what stands clear of 0, then the set with the most ticks whose labels do not touch.
function finest(sets, at, gap) {
  const clear = (ticks) => ticks.filter((x) => x === 0 || !ticks.includes(0) || Math.abs(at(x) - at(0)) >= gap);
  const fits = (ticks) => ticks.every((x, i) => i === 0 || Math.abs(at(x) - at(ticks[i - 1])) >= gap);
  const good = sets.map(clear).filter((ticks) => ticks.length > 0 && fits(ticks));
  return good.reduce((best, ticks) => (ticks.length > best.length ? ticks : best), good[0] ?? []);
}

/// A scale as d3-axis wants it, over a linear one of d3: numbers of the format go through their place in its order.
function around(linear, kind, format) {
  const place = kind === 'float' ? (x) => ordinal(format, x) : (x) => x;
  const number = kind === 'float' ? (n) => fromOrdinal(format, n) : (n) => n;
  const [low, high] = linear.domain().map(number);
  const at = (x) => linear(place(x));
  const sets = () => kind === 'float' ? floatTickSets(format, low, high) : evenTicks(low, high, [2, 4, 5, 8, 10]);
  return Object.assign(at, {
    at,
    low,
    high,
    copy: () => at,
    range: () => linear.range(),
    /// Whether the number is in view, to half a pixel: ends of a zoomed view are rounded.
    shows: (x) => at(x) >= linear.range()[0] - 0.5 && at(x) <= linear.range()[1] + 0.5,
    invert: (pixel) => number(linear.invert(pixel)),
    /// Round numbers whose labels are `gap` pixels apart.
    ticksApart: (gap) => finest(sets(), at, gap),
    /// The part of it that a transform of d3-zoom leaves in view.
    zoomed: (transform) => around(transform.rescaleX(linear), kind, format),
    /// How far it can be zoomed in: a few floats to the window, more where binary64 cannot count them.
    most: Math.max(
        1,
        (linear.domain()[1] - linear.domain()[0]) /
            (kind === 'linear'         ? 0 :
                 format.precision > 50 ? 2 ** 16 :
                                         16)),
  });
}

/// From the numbers `low` to `high` to the pixels `from` to `to`. Infinite ends are not allowed.
export function scale({kind, format, low, high, from, to}) {
  const ends = kind === 'float' ? [ordinal(format, low), ordinal(format, high)] : [low, high];
  if (!(ends[1] > ends[0])) ends[1] = ends[0] + Math.max(1, Math.abs(ends[0]) * 2 ** -40);
  return around(scaleLinear().domain(ends).range([from, to]), kind, format);
}
