// The frame that both charts of a unit share: horizontal axis, bands of verdicts, the working range, the marker.
import {axisBottom, axisLeft} from 'd3-axis';
import {select} from 'd3-selection';

import {tickLabel} from './axis.js';
import {h} from './dom.js';
import {word} from './words.js';

export const margins = (width) => (width < 560 ? {left: 52, right: 12} : {left: 76, right: 64});

/// An axis of d3 as an element, its lines grown to a grid.
function drawn(axis, attributes, ...more) {
  const g = h('g', attributes);
  select(g).call(axis);
  select(g).select('.domain').remove();
  select(g).attr('font-size', null).attr('font-family', null).attr('fill', null);
  g.append(...more);
  return g;
}

export function horizontalAxis(x, y, top, title) {
  const [left, right] = x.range();
  const axis = axisBottom(x).tickValues(x.ticksApart(58)).tickFormat(tickLabel).tickSize(top - y).tickPadding(10);
  return drawn(
      axis, {class: 'axis', transform: `translate(0,${y})`},
      h('text', {class: 'title', x: (left + right) / 2, y: 34, 'text-anchor': 'middle'}, title));
}

/// `y` maps numbers to pixels as d3's scales do; `ticks` are {value, label, strong}.
export function verticalAxis(x, y, ticks, title, middle) {
  const [left, right] = x.range();
  const labels = new Map(ticks.map((t) => [t.value, t.label]));
  const axis =
      axisLeft(y).tickValues([...labels.keys()]).tickFormat((v) => labels.get(v)).tickSize(left - right).tickPadding(7);
  return drawn(
      axis, {class: 'axis', transform: `translate(${left},0)`},
      h('text', {
        class: 'title',
        transform: `translate(${left < 60 ? -40 : -62},${middle}) rotate(-90)`,
        'text-anchor': 'middle'
      },
        title));
}

/// What may reach beyond the axis is cut off at its ends.
export function clipped(x, top, bottom, ...children) {
  const [left, right] = x.range();
  const box = {x: left, y: top, width: right - left, height: bottom - top};
  return h(
      'svg', {...box, viewBox: [left, top, right - left, bottom - top].join(' '), overflow: 'hidden'}, ...children);
}

const clamp = (v, a, b) => Math.min(Math.max(v, a), b);

/// Coloured grounds for the ranges that are not accurate; the label stands where there is room.
export function bands(x, ranges, top, bottom) {
  const [left, right] = x.range();
  const seen = ranges.filter((r) => r.verdict !== 'accurate' && r.last >= x.low && r.first <= x.high);
  return seen.map((r) => {
    const a = clamp(x.at(Math.max(r.first, x.low)), left, right),
          b = clamp(x.at(Math.min(r.last, x.high)), left, right);
    const label = word(r.verdict);
    return h(
        'g', {class: `band v-${r.verdict}`},
        h('rect', {x: a, y: top, width: Math.max(b - a, 1.5), height: bottom - top}),
        b - a > label.length * 7 ? h('text', {x: (a + b) / 2, y: top + 36, 'text-anchor': 'middle'}, label) : null);
  });
}

/// Grounds outside the working range, so that what counts stands out.
export function beyondDomain(x, domain, top, bottom) {
  if (!domain) return [];
  const [left, right] = x.range();
  const parts = [
    [left, clamp(x.at(Math.max(domain[0], x.low)), left, right)],
    [clamp(x.at(Math.min(domain[1], x.high)), left, right), right]
  ];
  return parts.filter(([a, b]) => b - a > 1)
      .map(([a, b]) => h('rect', {class: 'beyond', x: a, y: top, width: b - a, height: bottom - top}));
}

export function marker(x, value, top, bottom) {
  if (value === undefined || !x.shows(value)) return null;
  const at = x.at(value);
  return h(
      'g', {class: 'marker'}, h('line', {x1: at, x2: at, y1: top, y2: bottom}),
      h('path', {d: `M${at - 5},${top - 7}h10l-5,7z`}));
}
