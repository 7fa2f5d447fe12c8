// Changes: what of the run is worse or better than what was accepted.
import {scaleLinear} from 'd3-scale';

import {formatOf, run, units} from './data.js';
import {h, scroller, section} from './dom.js';
import {counted, grouped} from './numbers.js';
import {changed, routeTo, unitRoute} from './router.js';
import {badge} from './words.js';

const pageSize = 40;
const changes = run.changes;

/// Decimal digits that the format has: the end of the scale.
const digitsOf = (unit) => Math.ceil(formatOf[unit?.format ?? 'binary64'].precision * Math.log10(2));

/// "value:inaccurate" as its two parts.
function parts(verdict) {
  return verdict.startsWith('value:') ? {of: 'value', verdict: verdict.slice(6)} : {verdict};
}

function words(change, most) {
  const end = (n) => n === null ? 'no usable number' : `${n} of ${most} digits lost`;
  if (change.word === 'new') return `new: ${end(change.after)}`;
  if (change.word === 'gone') return `gone: ${end(change.before)}`;
  return `accepted: ${end(change.before)}; now ${end(change.after)}`;
}

/// From what was accepted (ring) to what is now (dot), on a scale from no digit lost to all, then no number at all.
function dumbbell(change, unit) {
  const width = 210, middle = 13, most = digitsOf(unit);
  const x = scaleLinear().domain([0, most]).range([8, width - 40]).clamp(true), nowhere = width - 12;
  const place = (digits) => digits === null ? nowhere : x(digits);
  const from = change.word === 'new' ? x(0) : place(change.before),
        to = change.word === 'gone' ? x(0) : place(change.after);
  const ink = change.word === 'new' || change.word === 'worse' ? 'worse' : 'better';
  return h(
      'svg', {
        class: `dumbbell ${ink}`,
        width,
        height: 26,
        viewBox: `0 0 ${width} 26`,
        role: 'img',
        'aria-label': words(change, most)
      },
      h('title', {}, words(change, most)), h('line', {class: 'rail', x1: x(0), x2: x(most), y1: middle, y2: middle}),
      [0, 0.5,
       1].map((s) => h('line', {class: 'rail', x1: x(s * most), x2: x(s * most), y1: middle - 3, y2: middle + 3})),
      h('line', {class: 'rail', x1: nowhere - 9, x2: nowhere + 9, y1: middle, y2: middle}),
      h('line', {class: 'span', x1: from, x2: to, y1: middle, y2: middle}),
      h('circle', {class: 'was', cx: from, cy: middle, r: 4.5}),
      h('circle', {class: 'is', cx: to, cy: middle, r: 5.5}));
}

function row(change) {
  const unit = change.unit === null ? undefined : units[change.unit];
  const {of, verdict} = parts(change.verdict);
  const name = unit ? h('a', {href: unitRoute(unit)}, unit.case) : change.name;
  return h(
      'tr', {class: 'change', 'data-word': change.word},
      h('td', {'data-label': 'Change'}, h('span', {class: `step ${change.word}`}, change.word)),
      h('td', {'data-label': 'Gradient'}, name,
        unit ? h('span', {class: 'hex prose'}, `${unit.engine}, ${unit.format}`) : null),
      h('td', {'data-label': 'Verdict'}, badge(verdict, of)),
      h('td', {'data-label': 'Digits lost'}, dumbbell(change, unit),
        h('span', {class: 'hex prose'}, words(change, digitsOf(unit)))),
      h('td', {'data-label': 'What happens', class: 'story'}, change.sentence,
        change.at ? h('span', {class: 'at'}, ` at ${change.at.replaceAll(',', ', ')}`) : null));
}

function table(list, caption) {
  return scroller(
      caption,
      h('table', {class: 'units changes'}, h('caption', {class: 'unseen'}, caption),
        h('thead', {},
          h('tr', {},
            [
              'Change', 'Gradient', 'Verdict', 'Digits lost: accepted ○, now ●; at the end no number', 'What happens'
            ].map((t) => h('th', {scope: 'col'}, t)))),
        h('tbody', {}, list.map(row))));
}

function part(route, key, title, lead, list) {
  if (list.length === 0) return null;
  const shown = list.slice(0, pageSize * (Number(route.params[key] ?? 0) + 1)), rest = list.length - shown.length;
  return section(
      title, lead, table(shown, title),
      rest ? h('p', {},
               h('a', {class: 'filter', href: changed(route, {[key]: Number(route.params[key] ?? 0) + 1})},
                 `Show ${Math.min(pageSize, rest)} more of ${grouped(rest)}`)) :
             null);
}

function tile(name, n, text, href) {
  const inside = [h('strong', {}, grouped(n)), h('span', {class: 'name'}, name), h('span', {class: 'small'}, text)];
  return h(
      'li', {'data-change': name.toLowerCase(), 'data-count': n}, h(href ? 'a' : 'div', {class: 'tile', href}, inside));
}

function headline() {
  if (changes.worse.length === 0 && changes.better.length === 0) return 'Everything is as accepted';
  const better = changes.better.length ? `, ${grouped(changes.better.length)} better` : '';
  return changes.worse.length ? `${counted(changes.worse.length, 'finding')} worse than accepted${better}` :
                                `${counted(changes.better.length, 'finding')} better than accepted`;
}

export function changesView(route) {
  const below = units.filter((u) => u.leadLevel === 'note').length;
  const against =
      changes.accepted ? `Held against ${changes.accepted}.` : 'Held against nothing: every finding is new.';
  return {
    title: 'Changes',
    content: [
      h('h1', {}, headline()),
      h('p', {class: 'lead'},
        `${against} A finding is a verdict at level ${changes.failOn} or above, with whose fault it is, ` +
            'of one function on one engine in one format; digits lost are rounded up.'),
      h('ul', {class: 'tiles'}, tile('Worse', changes.worse.length, 'new findings, or more digits lost'),
        tile('Better', changes.better.length, 'findings that are gone, or lose fewer digits'),
        tile('As accepted', changes.same, 'findings that are known'),
        tile('Below the gate', below, 'gradients with notes only', routeTo(['units'], {l: 'note'}))),
      part(route, 'w', 'What is worse?', 'The loudest first. The gate fails on these.', changes.worse),
      part(route, 'b', 'What is better?', 'Accept them with clino review, so that the gains are kept.', changes.better),
    ],
  };
}
