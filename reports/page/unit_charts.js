// The two charts of a unit: bits lost, and the derivative itself against the reference.
import {scaleLinear} from 'd3-scale';
import {line} from 'd3-shape';

import {scale, tickLabel} from './axis.js';
import {bands, beyondDomain, clipped, horizontalAxis, margins, marker, verticalAxis} from './chart.js';
import {formatOf, run} from './data.js';
import {h} from './dom.js';
import {laneMeaning, laneOf, lanes, marks} from './marks.js';
import {largest} from './numbers.js';

const laneHeight = 17;

function lanesOf(x, samples, top) {
  const [left, right] = x.range();
  return lanes.map((lane, i) => {
    const y = top + i * laneHeight;
    const here = samples.filter((s) => laneOf(s) === lane);
    return h(
        'g', {class: `lane${here.length ? '' : ' empty'}`}, h('title', {}, `${lane}: ${laneMeaning[lane]}`),
        h('rect', {x: left, y: y + 1, width: right - left, height: laneHeight - 3}),
        h('text', {x: left - 7, y: y + 12, 'text-anchor': 'end'}, left < 60 && lane === 'none exists' ? 'none' : lane),
        marks(here, (s) => [x.at(s.x), y + laneHeight / 2 - 0.5]));
  });
}

function rightAxis(x, format, bitsToY, title) {
  const right = x.range()[1];
  const digits = format.precision * Math.log10(2);
  const step = digits > 8 ? 4 : digits > 4 ? 2 : 1;
  const ticks = Array.from({length: Math.floor(digits / step) + 1}, (_, i) => i * step);
  return h(
      'g', {class: 'axis'},
      ticks.map((d) => h('text', {x: right + 8, y: bitsToY(format.precision - d / Math.log10(2)) + 4}, String(d))),
      h('text', {
        class: 'title',
        transform: `translate(${right + 42},${bitsToY(format.precision / 2)}) rotate(90)`,
        'text-anchor': 'middle'
      },
        title));
}

const inView = (x) => (s) => x.shows(s.x);

/// Other engines at the same inputs: rings in their colours, in the lane or at the bits that they lose.
function rings(others, x, toY, lanesTop) {
  const yOf = (s) => {
    const lane = lanes.indexOf(laneOf(s));
    return lane < 0 ? toY(s.bits ?? 0) : lanesTop + (lane + 0.5) * laneHeight - 0.5;
  };
  const ring = (s) => `M${(x.at(s.x) - 4).toFixed(1)},${yOf(s).toFixed(1)}a4,4 0 1,0 8,0a4,4 0 1,0 -8,0`;
  return others.map(
      ({index, samples}) => h('path', {class: `ring e-${index % 6}`, d: samples.filter(inView(x)).map(ring).join('')}));
}

/// Bits lost against the input, with lanes on top for what is no number of digits at all.
export function errorChart({x, unit, samples, others, ranges, domain, selected, width, title, label}) {
  const format = formatOf[unit.format];
  const lanesTop = 10, top = lanesTop + lanes.length * laneHeight + 8, bottom = top + 210;
  const toY = scaleLinear().domain([0, format.precision * 1.04]).range([bottom, top]);
  const step = format.precision > 30 ? 8 : format.precision > 12 ? 4 : 2;
  const ticks = Array.from(
      {length: Math.floor(format.precision / step) + 1}, (_, i) => ({value: i * step, label: String(i * step)}));
  const allowed = Math.log2(run.header.ulps), [left, right] = x.range();
  const seen = samples.filter(inView(x));
  return h(
      'svg', {viewBox: `0 0 ${width} ${bottom + 42}`, width, height: bottom + 42, role: 'img', 'aria-label': label},
      beyondDomain(x, domain, lanesTop, bottom),
      h('rect', {class: 'allowed', x: left, width: right - left, y: toY(allowed), height: bottom - toY(allowed)}),
      bands(x, ranges, top, bottom), horizontalAxis(x, bottom, top, title),
      verticalAxis(x, toY, ticks, 'bits lost', (top + bottom) / 2),
      h('line', {class: 'limit', x1: left, x2: right, y1: toY(format.precision), y2: toY(format.precision)}),
      h('text', {class: 'note', x: left + 5, y: toY(format.precision) + 13}, 'no correct bit left'),
      h('text', {class: 'note', x: right - 5, y: toY(allowed) - 4, 'text-anchor': 'end'},
        `allowed: ${run.header.ulps} ulps`),
      width < 560 ? null : rightAxis(x, format, toY, 'correct decimal digits'), lanesOf(x, seen, lanesTop),
      marks(seen.filter((s) => laneOf(s) === undefined), (s) => [x.at(s.x), toY(s.bits ?? 0)]),
      rings(others, x, toY, lanesTop), marker(x, selected?.x, lanesTop, bottom));
}

/// Lowest and highest finite number of both curves.
function extent(samples) {
  const all = samples.flatMap((s) => [s.y, s.reference]).filter(Number.isFinite);
  return all.length === 0 ? [-1, 1] : [Math.min(...all), Math.max(...all)];
}

/// The reference: a line that breaks where none exists, or dots where the other inputs change from point to point.
function referenceShape(unit, samples, at) {
  const isLine = unit.facts.variables.length === 1;
  const defined = (s) => s.exists && !Number.isNaN(s.reference);
  const path = line().defined(defined).x((s) => at(s)[0].toFixed(1)).y((s) => at(s)[1].toFixed(1));
  const dots = () => samples.filter(defined).map((s) => `M${at(s).map((v) => v.toFixed(1)).join(',')}h.1`).join('');
  return h('path', {class: isLine ? 'reference' : 'reference dots', d: (isLine ? path(samples) : dots()) ?? ''});
}

/// The computed number as marks on the reference; what is not finite lies on the floor.
export function gradientChart({x, unit, samples, domain, selected, width, title, label, what}) {
  const format = formatOf[unit.format];
  const top = 12, bottom = 190, floor = bottom + 12;
  const [low, high] = extent(samples);
  const y = scale({
    kind: 'float',
    format,
    low,
    high: high > low ? high : low + (Math.abs(low) || 1),
    from: bottom - 6,
    to: top + 6
  });
  const clampY = (v) => y(Math.min(Math.max(v, Math.max(low, -largest(format))), Math.min(high, largest(format))));
  const seen = samples.filter(inView(x));
  const finite = seen.filter((s) => Number.isFinite(s.y)), others = seen.filter((s) => !Number.isFinite(s.y));
  const ticks = y.ticksApart(26).map((value) => ({value, label: tickLabel(value)}));
  return h(
      'svg', {viewBox: `0 0 ${width} ${floor + 50}`, width, height: floor + 50, role: 'img', 'aria-label': label},
      beyondDomain(x, domain, top, floor + 8), horizontalAxis(x, floor + 8, top, title),
      verticalAxis(x, y, ticks, what, (top + bottom) / 2),
      clipped(x, 0, floor + 8, referenceShape(unit, samples, (s) => [x.at(s.x), clampY(s.reference)])),
      marks(finite, (s) => [x.at(s.x), clampY(s.y)]), marks(others, (s) => [x.at(s.x), floor]),
      others.length ? h('text', {class: 'note', x: x.range()[0] - 7, y: floor + 4, 'text-anchor': 'end'}, 'NaN, ±∞') :
                      null,
      marker(x, selected?.x, top, floor + 8));
}

export function chartScale({kind, unit, low, high, width}) {
  const {left, right} = margins(width);
  return scale({
    kind,
    format: formatOf[unit.format],
    low,
    high: high > low ? high : low + (Math.abs(low) || 1),
    from: left,
    to: width - right
  });
}
