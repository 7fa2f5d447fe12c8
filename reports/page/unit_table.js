// A list of units: verdict, function, where it fails and why.
import {formatOf, samples, verdictName, withRest} from './data.js';
import {h, scroller} from './dom.js';
import {unitRoute} from './router.js';
import {badge, bitsText} from './words.js';

const sparkSize = [96, 16];

/// The partial that went worst, at every point in order of the input: a bar a point, higher where more is lost.
function sparkline(unit) {
  const [width, height] = sparkSize;
  const svg = h('svg', {class: 'spark', width, height, viewBox: `0 0 ${width} ${height}`, 'aria-hidden': 'true'});
  withRest(() => svg.append(...sparks(unit)));
  return svg;
}

function sparks(unit) {
  const series = unit.series.find((s) => s.input >= 0);
  if (!series) return [];
  const list = samples(unit, series).filter((s) => s.inside);
  const [width, height] = sparkSize, step = width / Math.max(list.length, 1);
  const bars = new Map();
  const digitsOnly = ['accurate', 'inaccurate', 'ill_conditioned'];
  list.forEach((s, i) => {
    const tall = digitsOnly.includes(s.verdict) ? (height * (s.bits ?? 0)) / formatOf[unit.format].precision : height;
    const d = `M${(i * step).toFixed(1)},${height}v${- Math.max(tall, 1).toFixed(1)}h${step.toFixed(2)}V${height}z`;
    bars.set(s.verdict, (bars.get(s.verdict) ?? '') + d);
  });
  return [...bars].map(([verdict, d]) => h('path', {class: `v-${verdict}`, d}));
}

function affected(unit) {
  const bad = ['failed', 'wrong', 'non_finite', 'underflow', 'inaccurate', 'kink'];
  const n = bad.reduce((total, v) => total + unit.counts[verdictName.indexOf(v)], 0);
  return unit.checked ? `${n} of ${unit.checked}` : '';
}

const unitColumns = [
  {name: 'Verdict', cell: (u) => badge(verdictName[u.leadVerdict], u.leadIsValue ? 'value' : undefined)},
  {
    name: 'Function',
    cell: (u) =>
        [h('a', {href: unitRoute(u)}, u.case), h('code', {class: 'formula', title: u.facts.function}, u.facts.function)]
  },
  {name: 'Engine', cell: (u) => u.engine},
  {name: 'Format', cell: (u) => u.format},
  {
    name: 'Most bits lost',
    class: 'number',
    cell: (u) => (['inaccurate', 'wrong'].includes(verdictName[u.verdict]) ? bitsText(u, u.bits) : '')
  },
  {name: 'Affected', class: 'number', cell: affected},
  {name: 'Along the input', cell: sparkline},
  {
    name: 'What happens',
    class: 'story',
    cell: (u) => (u.leadLevel === 'ok' ? null : [u.sentence, u.at ? h('span', {class: 'at'}, ` at ${u.at}`) : null])
  },
];

export function unitTable(list, caption) {
  return scroller(
      caption,
      h('table', {class: 'units'}, h('caption', {class: 'unseen'}, caption),
        h('thead', {}, h('tr', {}, unitColumns.map((c) => h('th', {scope: 'col', class: c.class}, c.name)))),
        h('tbody', {},
          list.map(
              (unit) => h(
                  'tr', {}, unitColumns.map((c) => h('td', {class: c.class, 'data-label': c.name}, c.cell(unit))))))));
}
