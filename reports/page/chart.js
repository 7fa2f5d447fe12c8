// The frame that both charts of a unit share: horizontal axis, bands of verdicts, the working range, the marker.
import {h} from './dom.js';
import {word} from './words.js';

export const margins = (width) => (width < 560 ? {left: 52, right: 12} : {left: 76, right: 64});

export function horizontalAxis(x, y, top, title) {
  const gap = 58;
  return h(
      'g', {class: 'axis'},
      x.ticks(gap).map(
          ({x: value, label}) =>
              [h('line', {class: 'grid', x1: x.at(value), x2: x.at(value), y1: top, y2: y}),
               h('text', {x: x.at(value), y: y + 16, 'text-anchor': 'middle'}, label),
  ]),
      h('text', {class: 'title', x: (x.at(x.low) + x.at(x.high)) / 2, y: y + 34, 'text-anchor': 'middle'}, title));
}

export function verticalAxis(x, ticks, title, height) {
  const left = x.at(x.low), right = x.at(x.high);
  return h(
      'g', {class: 'axis'},
      ticks.map(
          ({y, label, strong}) =>
              [h('line', {class: strong ? 'limit' : 'grid', x1: left, x2: right, y1: y, y2: y}),
               h('text', {x: left - 7, y: y + 4, 'text-anchor': 'end'}, label),
  ]),
      h('text', {
        class: 'title',
        transform: `translate(${left - (left < 60 ? 40 : 62)},${height}) rotate(-90)`,
        'text-anchor': 'middle'
      },
        title));
}

const clamp = (v, a, b) => Math.min(Math.max(v, a), b);

/// Coloured grounds for the ranges that are not accurate; the label stands where there is room.
export function bands(x, ranges, top, bottom) {
  const left = x.at(x.low), right = x.at(x.high);
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
  const left = x.at(x.low), right = x.at(x.high);
  const parts = [
    [left, clamp(x.at(Math.max(domain[0], x.low)), left, right)],
    [clamp(x.at(Math.min(domain[1], x.high)), left, right), right]
  ];
  return parts.filter(([a, b]) => b - a > 1)
      .map(([a, b]) => h('rect', {class: 'beyond', x: a, y: top, width: b - a, height: bottom - top}));
}

export function marker(x, value, top, bottom) {
  if (value === undefined || value < x.low || value > x.high) return null;
  const at = x.at(value);
  return h(
      'g', {class: 'marker'}, h('line', {x1: at, x2: at, y1: top, y2: bottom}),
      h('path', {d: `M${at - 5},${top - 7}h10l-5,7z`}));
}
