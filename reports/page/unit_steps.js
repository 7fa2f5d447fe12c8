// How good finite differences could be at an input: their error against the step, which has the shape of a V.
import {scaleLinear} from 'd3-scale';
import {line} from 'd3-shape';

import {tickLabel} from './axis.js';
import {clipped} from './chart.js';
import {formatOf, run} from './data.js';
import {h, scroller, section} from './dom.js';
import {decimal, rough, roundTo} from './numbers.js';
import {numberOf} from './unit_tables.js';
import {computedWord, inputText, seriesWord} from './words.js';

const log2of10 = Math.log2(10);

/// Decimal logarithm of an error from its character (reports/page_json.hpp); NaN where there is no number.
const decadesOf = (letter) => (letter === '!' ? NaN : (letter.charCodeAt(0) - 35) / 4 - 17);

/// {step, decades} from the largest step to the smallest, steps as decimal logarithms.
const pointsOf = ({first, apart, errors}) => [...errors].map(
    (letter, i) => ({step: (first - i * apart) / log2of10, decades: decadesOf(letter)}));

/// 0.0039 or 3.1e-5 from its decimal logarithm.
const size = (decades) => rough(10 ** decades);
const off = (decades) =>
    (decades <= -17 ? 'less than 1e-17' : `about ${rough(Number((10 ** decades).toPrecision(1)))}`);

/// Error of the number under test in the unit of the chart; undefined where it is no number.
function computedDecades({unit, number}) {
  const [c, r] = [number.computed, number.reference].map((x) => roundTo(formatOf[unit.format], x));
  if (!Number.isFinite(c)) return undefined;
  return Math.max(-17, Math.log10(Math.abs(c - r) / (Math.abs(r) || 1)));
}

/// Ticks at whole decades that stand at least `gap` pixels apart.
function decadeTicks(to, gap) {
  const [a, b] = to.domain(), perDecade = Math.abs(to(1) - to(0));
  const step = [1, 2, 4, 5, 10, 20, 50, 100].find((s) => s * perDecade >= gap) ?? 100;
  const low = Math.ceil(Math.min(a, b) / step), high = Math.floor(Math.max(a, b) / step);
  return Array.from({length: Math.max(0, high - low + 1)}, (_, i) => (low + i) * step);
}

function frame({toX, toY, left, right, top, bottom, title}) {
  const label = (decades) => tickLabel(Number(`1e${decades}`));
  return h(
      'g', {class: 'axis'},
      decadeTicks(toY, 24).map(
          (d) =>
              [h('line', {class: 'grid', x1: left, x2: right, y1: toY(d), y2: toY(d)}),
               h('text', {x: left - 7, y: toY(d) + 4, 'text-anchor': 'end'}, label(d))]),
      decadeTicks(toX, 46).map(
          (d) =>
              [h('line', {class: 'grid', x1: toX(d), x2: toX(d), y1: top, y2: bottom}),
               h('text', {x: toX(d), y: bottom + 17, 'text-anchor': 'middle'}, label(d))]),
      h('text', {class: 'title', x: (left + right) / 2, y: bottom + 36, 'text-anchor': 'middle'}, 'step h'),
      h('text', {
        class: 'title',
        transform: `translate(${left - 40},${(top + bottom) / 2}) rotate(-90)`,
        'text-anchor': 'middle'
      },
        title));
}

/// The number under test as a level line; its word stands at the right end.
function levelOf({toY, left, right, top}, decades, name) {
  if (decades === undefined) return null;
  const y = toY(decades), above = y > top + 26;
  return [
    h('line', {class: 'level', x1: left, x2: right, y1: y, y2: y}),
    h('text', {class: 'level-name', x: right - 5, y: above ? y - 6 : y + 15, 'text-anchor': 'end'}, name)
  ];
}

const cross = (x, y) => `M${x - 4},${y - 4}l8,8M${x - 4},${y + 4}l8,-8`;
const dot = (x, y) => `M${x - 2.4},${y}a2.4,2.4 0 1,0 4.8,0a2.4,2.4 0 1,0 -4.8,0`;

/// The scales: errors from the smallest to 1 at least, so that "no correct digit" is in view, and to a few hundred
/// at most: beyond it all is lost alike.
function scales(points, levels, width) {
  const left = width < 560 ? 50 : 76, right = width - (width < 560 ? 12 : 64), top = 12, bottom = 236;
  const seen = [...points.map((p) => p.decades), ...levels].filter(Number.isFinite);
  const low = Math.max(-17, Math.floor(Math.min(...seen, -1)) - 0.5),
        high = Math.min(2.8, Math.ceil(Math.max(...seen, 0)) + 0.8);
  return {
    left,
    right,
    top,
    bottom,
    toX: scaleLinear().domain([points.at(-1).step, points[0].step]).range([left + 12, right - 12]),
    toY: scaleLinear().domain([low, high]).range([bottom, top]),
  };
}

/// What the table's difference claims of itself, at the step where it was taken.
function claim({unit, number}, {toX, toY}) {
  const [, error, step] = number.estimate ?? [];
  const decades = Math.log10(error / (Math.abs(roundTo(formatOf[unit.format], number.reference)) || 1));
  if (!(step > 0) || !Number.isFinite(decades)) return null;
  const x = toX(Math.log10(step)), y = toY(decades), [low, high] = toX.range();
  return x < low || x > high || y < toY.range()[1] || y > toY.range()[0] ?
      null :
      h('path', {class: 'claim', d: cross(x, y)}, h('title', {}, 'The error bar of the difference in the table'));
}

function chart(parts) {
  const {unit, number, points, best, width, relative} = parts;
  const computed = computedDecades(parts), name = computedWord(unit);
  const s = scales(points, [computed], width), {toX, toY, left, right, top, bottom} = s;
  const at = (p) => [toX(p.step), toY(p.decades)];
  const finite = points.filter((p) => Number.isFinite(p.decades));
  const allowed = Math.log10(run.header.ulps) - formatOf[unit.format].precision / log2of10;
  const path =
      line().defined((p) => Number.isFinite(p.decades)).x((p) => at(p)[0].toFixed(1)).y((p) => at(p)[1].toFixed(1));
  const lost = points.filter((p) => !Number.isFinite(p.decades));
  const label = `Error of finite differences of ${seriesWord(unit, number)} against the step: ` +
      (best ? `${off(best.decades)} at best, at h = ${size(best.step)}` : 'no number at any step');
  return h(
      'svg', {viewBox: `0 0 ${width} ${bottom + 42}`, width, height: bottom + 42, role: 'img', 'aria-label': label},
      relative && toY(allowed) < bottom ?
          h('rect', {class: 'allowed', x: left, width: right - left, y: toY(allowed), height: bottom - toY(allowed)}) :
          null,
      frame({...s, title: relative ? 'relative error' : 'error'}),
      relative ?
          [
            h('line', {class: 'limit', x1: left, x2: right, y1: toY(0), y2: toY(0)}),
            h('text', {class: 'note', x: left + 5, y: toY(0) - 5}, 'no correct digit above')
          ] :
          null,
      clipped(
          toX, top, bottom, h('path', {class: 'steps-curve', d: path(points) ?? ''}),
          h('path',
            {class: 'steps-dots', d: finite.map((p) => dot(...at(p).map((v) => Number(v.toFixed(1))))).join('')})),
      lost.length ? h('path', {class: 'steps-lost', d: lost.map((p) => `M${toX(p.step).toFixed(1)},${top}v8`).join('')},
                      h('title', {}, 'no number: f is not finite there')) :
                    null,
      best ? h('circle', {class: 'best', cx: at(best)[0], cy: at(best)[1], r: 7}) : null, claim(parts, s),
      levelOf(s, computed, name));
}

/// What the chart shows, in words.
function sentence({unit, number, best, relative}) {
  const name = computedWord(unit), decades = computedDecades({unit, number});
  const kind = relative ? 'relative error' : 'error';
  const digits = relative && best ? Math.max(0, Math.floor(-best.decades)) : undefined;
  const difference = !best ? 'No step gives a number. ' :
                             `At best, with h = ${size(best.step)}, the ${kind} is ${off(best.decades)}` +
          (digits === undefined ? '. ' :
               digits === 0     ? ': no correct digit. ' :
                                  `: ${digits} correct digits. `)
              .replace(/\b1 correct digits/, '1 correct digit');
  const own =
      decades === undefined ? `is ${decimal(number.computed)}` : `is off by ${off(decades).replace('less', 'no more')}`;
  return `${difference}The ${name} ${own}${decades === undefined ? ', which has no place on this chart' : ''}.`;
}

function stepsTable(points, relative) {
  const head = ['Step h', relative ? 'Relative error' : 'Error'];
  const row = (p) =>
      h('tr', {}, h('td', {class: 'number'}, size(p.step)),
        h('td', {class: 'number'}, Number.isFinite(p.decades) ? off(p.decades).replace('about ', '') : 'no number'));
  return h(
      'details', {}, h('summary', {}, 'Every step as a table'),
      scroller(
          'Error at every step',
          h('table', {class: 'plain ranges'},
            h('thead', {}, h('tr', {}, head.map((t) => h('th', {scope: 'col', class: 'number'}, t)))),
            h('tbody', {}, points.map(row)))));
}

const formula = {
  central: '(f(x + h) − f(x − h)) / 2h',
  forward: '(f(x + h) − f(x)) / h (the other side has no room)',
  backward: '(f(x) − f(x − h)) / h (the other side has no room)',
};

/// The exemplar that is shown where it has steps, else the first that has.
function withSteps(unit, exemplar) {
  return exemplar?.differences ? exemplar : unit.exemplars.find((e) => e.differences && e.inside);
}

export function differences({unit, exemplar: chosen, series, width}) {
  const exemplar = withSteps(unit, chosen);
  if (!exemplar) return null;
  const number = numberOf(exemplar, series);
  const points = pointsOf(exemplar.differences), {stencil} = exemplar.differences;
  const finite = points.filter((p) => Number.isFinite(p.decades));
  const best = finite.reduce((a, p) => (a && a.decades <= p.decades ? a : p), undefined);
  const relative = number.reference !== 0;
  const parts = {unit, number, points, best, relative, width: Math.max(300, width - (width < 560 ? 26 : 46))};
  return section(
      'How good could finite differences be here?',
      `${seriesWord(unit, number)} at ${inputText(unit, exemplar.x)} in ${unit.format} by ${formula[stencil]}: ` +
          'small steps round, large ones truncate.',
      h('div', {class: 'card'}, h('div', {class: 'chart-scroll'}, chart(parts)),
        h('p', {class: 'readout'}, sentence(parts)),
        h('p', {class: 'small'}, 'Ringed: the best step. Cross: the error bar of the difference in the table above.'),
        stepsTable(points, relative)));
}
