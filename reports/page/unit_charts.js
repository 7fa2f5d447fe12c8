// The two charts of a unit: bits lost, and the derivative itself against the reference.
import {scale} from './axis.js';
import {bands, beyondDomain, horizontalAxis, margins, marker, verticalAxis} from './chart.js';
import {formatOf, run} from './data.js';
import {h} from './dom.js';
import {laneMeaning, laneOf, lanes, marks} from './marks.js';
import {largest} from './numbers.js';

const laneHeight = 17;

function lanesOf(x, samples, top) {
  const left = x.at(x.low), right = x.at(x.high);
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
  const right = x.at(x.high);
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

/// Bits lost against the input, with lanes on top for what is no number of digits at all.
export function errorChart({x, unit, samples, ranges, domain, selected, width, title, label}) {
  const format = formatOf[unit.format];
  const lanesTop = 10, top = lanesTop + lanes.length * laneHeight + 8, bottom = top + 210;
  const toY = (bits) => bottom - (bits / (format.precision * 1.04)) * (bottom - top);
  const step = format.precision > 30 ? 8 : format.precision > 12 ? 4 : 2;
  const ticks = Array.from(
      {length: Math.floor(format.precision / step) + 1}, (_, i) => ({y: toY(i * step), label: String(i * step)}));
  const allowed = Math.log2(run.header.ulps);
  const plotted = samples.filter((s) => laneOf(s) === undefined);
  return h(
      'svg', {viewBox: `0 0 ${width} ${bottom + 42}`, width, height: bottom + 42, role: 'img', 'aria-label': label},
      beyondDomain(x, domain, lanesTop, bottom), h('rect', {
        class: 'allowed',
        x: x.at(x.low),
        width: x.at(x.high) - x.at(x.low),
        y: toY(allowed),
        height: bottom - toY(allowed)
      }),
      bands(x, ranges, top, bottom), horizontalAxis(x, bottom, top, title),
      verticalAxis(x, ticks, 'bits lost', (top + bottom) / 2),
      h('line',
        {class: 'limit', x1: x.at(x.low), x2: x.at(x.high), y1: toY(format.precision), y2: toY(format.precision)}),
      h('text', {class: 'note', x: x.at(x.low) + 5, y: toY(format.precision) + 13}, 'no correct bit left'),
      h('text', {class: 'note', x: x.at(x.high) - 5, y: toY(allowed) - 4, 'text-anchor': 'end'},
        `allowed: ${run.header.ulps} ulps`),
      width < 560 ? null : rightAxis(x, format, toY, 'correct decimal digits'), lanesOf(x, samples, lanesTop),
      marks(plotted, (s) => [x.at(s.x), toY(s.bits ?? 0)]), marker(x, selected?.x, lanesTop, bottom));
}

/// Lowest and highest finite number of both curves.
function extent(samples) {
  const all = samples.flatMap((s) => [s.y, s.reference]).filter(Number.isFinite);
  return all.length === 0 ? [-1, 1] : [Math.min(...all), Math.max(...all)];
}

/// The reference: a line that breaks where none exists, or dots where the other inputs change from point to point.
function referenceShape(unit, samples, at) {
  const isLine = unit.facts.variables.length === 1;
  let d = '', open = false;
  for (const s of samples) {
    const here = s.exists && !Number.isNaN(s.reference);
    const place = at(s).map((v) => v.toFixed(1)).join(',');
    if (here) d += isLine ? `${open ? 'L' : 'M'}${place}` : `M${place}h.1`;
    open = here;
  }
  return h('path', {class: isLine ? 'reference' : 'reference dots', d});
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
  const clampY = (v) => y.at(Math.min(Math.max(v, Math.max(low, -largest(format))), Math.min(high, largest(format))));
  const finite = samples.filter((s) => Number.isFinite(s.y)), others = samples.filter((s) => !Number.isFinite(s.y));
  const ticks = y.ticks(26).map((t) => ({y: y.at(t.x), label: t.label}));
  return h(
      'svg', {viewBox: `0 0 ${width} ${floor + 50}`, width, height: floor + 50, role: 'img', 'aria-label': label},
      beyondDomain(x, domain, top, floor + 8), horizontalAxis(x, floor + 8, top, title),
      verticalAxis(x, ticks, what, (top + bottom) / 2),
      referenceShape(unit, samples, (s) => [x.at(s.x), clampY(s.reference)]),
      marks(finite, (s) => [x.at(s.x), clampY(s.y)]), marks(others, (s) => [x.at(s.x), floor]),
      others.length ? h('text', {class: 'note', x: x.at(x.low) - 7, y: floor + 4, 'text-anchor': 'end'}, 'NaN, ±∞') :
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
