// Engines against each other: for how many functions each stays within a given loss.
import {scaleLinear} from 'd3-scale';
import {curveStepAfter, line} from 'd3-shape';

import {engines, formatOf, formats, run, sum, units, verdictName} from './data.js';
import {h, scroller, section} from './dom.js';
import {grouped} from './numbers.js';
import {routeTo} from './router.js';
import {chip, severity, word} from './words.js';

const dashes = ['', '7 3', '2 3', '9 3 2 3', '1 4', '12 4'];
const numberless = ['failed', 'non_finite', 'underflow', 'kink', 'unsupported', 'undecided'];

/// Bits lost at the worst input; infinite where some input has no usable number.
function loss(unit) {
  const bad = numberless.some((v) => unit.counts[verdictName.indexOf(v)] > 0 || verdictName[unit.verdict] === v);
  return bad ? Infinity : unit.bits;
}

/// The share of units with loss <= b, as a path of steps.
function curve(losses, toX, toY, most) {
  const finite = losses.filter(Number.isFinite).sort((a, b) => a - b);
  const steps = finite.map((b, i) => [b, (i + 1) / losses.length]);
  const points = [[0, 0], ...steps, [most, finite.length / losses.length]];
  return line().curve(curveStepAfter).x(([b]) => toX(b).toFixed(1)).y(([, share]) => toY(share).toFixed(1))(points);
}

/// Labels at the right end, pushed apart so that none covers another.
function spread(ends, gap, low, high) {
  const sorted = [...ends].sort((a, b) => a.y - b.y);
  sorted.forEach((e, i) => {
    e.label = Math.max(e.y, i ? sorted[i - 1].label + gap : low);
  });
  for (let i = sorted.length - 1; i >= 0; --i)
    sorted[i].label = Math.min(sorted[i].label, i === sorted.length - 1 ? high : sorted[i + 1].label - gap);
  return sorted;
}

function chart(format, width) {
  const height = 260, left = 46, right = width - 160, top = 12, bottom = 216;
  const bits = formatOf[format].precision;
  const toX = scaleLinear().domain([0, bits]).range([left, right]);
  const toY = scaleLinear().domain([0, 1]).range([bottom, top]);
  const list =
      engines
          .map(
              (engine, i) =>
                  ({engine, i, losses: units.filter((u) => u.engine === engine && u.format === format).map(loss)}))
          .filter((e) => e.losses.length > 0);
  const ends = list.map((e) => ({...e, share: e.losses.filter(Number.isFinite).length / e.losses.length}))
                   .map((e) => ({...e, y: toY(e.share)}));
  const step = (bits > 30 ? 8 : bits > 12 ? 4 : 2) * (width < 450 ? 2 : 1);
  const allowed = toX(Math.log2(run.header.ulps));
  const label = `${format}: ` + ends.map((e) => `${e.engine} reaches ${Math.round(100 * e.share)} %`).join(', ');
  return h(
      'div', {class: 'card'}, h('h2', {}, format),
      h('svg', {viewBox: `0 0 ${width} ${height}`, role: 'img', 'aria-label': label, class: 'fluid'},
        h('g', {class: 'axis'},
          [0, 0.25, 0.5, 0.75, 1].map(
              (s) =>
                  [h('line', {class: 'grid', x1: left, x2: right, y1: toY(s), y2: toY(s)}),
                   h('text', {x: left - 7, y: toY(s) + 4, 'text-anchor': 'end'}, `${100 * s} %`)]),
          Array.from(
              {length: Math.floor(bits / step) + 1},
              (_, k) => h('text', {x: toX(k * step), y: bottom + 17, 'text-anchor': 'middle'}, String(k * step))),
          h('text', {class: 'title', x: (left + right) / 2, y: bottom + 36, 'text-anchor': 'middle'},
            'bits lost at the worst input')),
        h('line', {class: 'limit', x1: allowed, x2: allowed, y1: top, y2: bottom}),
        ends.map((e) => h('path', {
                   class: `curve e-${e.i % 6}`,
                   'stroke-dasharray': dashes[e.i % 6],
                   d: curve(e.losses, toX, toY, bits)
                 })),
        spread(ends, 15, top + 4, bottom)
            .map(
                (e) =>
                    [h('line', {class: `pointer e-${e.i % 6}`, x1: right, y1: e.y, x2: right + 12, y2: e.label}),
                     h('text', {class: `e-${e.i % 6}`, x: right + 16, y: e.label + 4},
                       `${e.engine} ${Math.round(100 * e.share)} % of ${e.losses.length}`)])));
}

function countsTable() {
  const all = sum(units, 'counts');
  const used = severity.filter((v) => all[verdictName.indexOf(v)] > 0);
  const row = (name, counts, link) =>
      h('tr', {'data-engine': name},
        h('th', {scope: 'row'}, link ? h('a', {href: routeTo(['units'], {e: name})}, name) : name),
        used.map((v) => h('td', {class: 'number', 'data-verdict': v}, grouped(counts[verdictName.indexOf(v)]))));
  return scroller(
      'Verdicts of each engine',
      h('table', {class: 'plain'},
        h('thead', {},
          h('tr', {}, h('td'), used.map((v) => h('th', {scope: 'col', class: 'number stacked'}, chip(v), word(v))))),
        h('tbody', {}, engines.map((e) => row(e, sum(units.filter((u) => u.engine === e), 'counts'), true)),
          row('all', all, false))));
}

export function engineView(route, room) {
  const width = Math.max(310, Math.min(570, room - 26));
  return {
    title: 'Engines',
    content: [
      h('h1', {}, 'Engines compared'),
      h('p', {class: 'lead'},
        'For how many functions does each engine stay within a given loss? A curve that rises early is better. ' +
            'One that never reaches 100 % has inputs without a usable number. The dashed line is the allowed error.'),
      h('div', {class: 'charts'}, formats.map((format) => chart(format, width))),
      section('Verdicts of each engine', 'Partials judged in the working range.', countsTable()),
    ],
  };
}
