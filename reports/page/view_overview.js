// Overview: the run in one sentence, counts, the whole catalogue, what goes wrong, where to look first.
import {cases, engines, formats, run, sum, units, verdictName} from './data.js';
import {h, section, switcher} from './dom.js';
import {matrix, matrixLegend} from './matrix.js';
import {counted, grouped} from './numbers.js';
import {changed, routeTo} from './router.js';
import {unitTable} from './unit_table.js';
import {chip, countsSentence, faultWord, meaning, severity, word} from './words.js';

const ofLevel = (level) => units.filter((u) => u.level === level).length;

function lead() {
  const header = run.header;
  const bad = `${grouped(ofLevel('error'))} with errors, ${grouped(ofLevel('warning'))} with warnings, ${
      grouped(ofLevel('note'))} with notes only.`;
  const valuesOnly = run.badValuesOnly ?
      ` In ${counted(run.badValuesOnly, 'more case')} the gradient is good and only the value is off.` :
      '';
  return `${bad} A gradient is one function on one engine in one format: ${counted(cases.length, 'function')} × ` +
      `${counted(engines.length, 'engine')} × ${counted(formats.length, 'format')}, ${
             counted(header.points, 'input')} each and the special ones, ` +
      'judged in the working range of the function against a certified reference.' + valuesOnly;
}

function troubles() {
  const list =
      [...(run.complete ? [] : ['The run did not reach its end: what follows is incomplete.']), ...run.warnings];
  return list.map((text) => h('p', {class: 'warning', role: 'note'}, text));
}

const hasOutside = () => sum(units, 'outside').some((n) => n > 0);

/// Which inputs are counted; nothing where none was tried outside the working range.
function rangeSwitcher(route) {
  if (!hasOutside()) return null;
  const whole = route.params.range === 'all';
  return h('div', {class: 'controls start'}, switcher('Inputs counted', [
             {text: 'Working range', href: changed(route, {range: ''}), current: !whole},
             {text: 'Whole format', href: changed(route, {range: 'all'}), current: whole}
           ]));
}

/// Counts of the partials judged in the working range, or in the whole format: a bar, and a tile for each verdict that
/// leads to the units that have it in the working range.
function verdictCounts(route) {
  const outside = route.params.range === 'all' ? sum(units, 'outside') : [];
  const counts = sum(units, 'counts').map((n, i) => n + (outside[i] ?? 0));
  const total = counts.reduce((a, b) => a + b, 0);
  const present = severity.map((v) => ({v, n: counts[verdictName.indexOf(v)]})).filter(({n}) => n > 0);
  const absent = severity.filter((v) => counts[verdictName.indexOf(v)] === 0);
  const unitsWith = (v) => units.filter((u) => u.counts[verdictName.indexOf(v)] > 0).length;
  return [
    h('div', {class: 'bar', 'aria-hidden': 'true'},
      present.map(({v, n}) => h('span', {class: `v-${v}`, style: `flex-grow:${n}`}, n / total > 0.09 ? word(v) : ''))),
    h('ul', {class: 'tiles'},
      present.map(
          ({v, n}) =>
              h('li', {},
                h('a', {href: routeTo(['units'], {v}), 'data-verdict': v, 'data-count': n}, h('strong', {}, grouped(n)),
                  h('span', {class: 'name'}, chip(v), ' ', word(v)),
                  h('span', {class: 'small'}, `in ${counted(unitsWith(v), 'gradient')}`),
                  h('span', {class: 'small'}, meaning(v)))))),
    absent.length ? h('p', {class: 'small'}, `None at all: ${absent.map((v) => word(v).toLowerCase()).join(', ')}.`) :
                    null,
  ];
}

function causes() {
  const groups = new Map();
  for (const unit of units.filter((u) => ['error', 'warning'].includes(u.leadLevel) && u.fault)) {
    const group = groups.get(faultWord(unit.fault)) ?? {n: 0, faults: new Set()};
    group.n += 1;
    group.faults.add(unit.fault);
    groups.set(faultWord(unit.fault), group);
  }
  const list =
      [...groups].map(([title, {n, faults}]) => ({title, n, why: [...faults].join(',')})).sort((a, b) => b.n - a.n);
  const most = Math.max(...list.map(({n}) => n), 1);
  return h(
      'div', {class: 'card'}, h('h2', {}, 'What goes wrong?'),
      h('p', {class: 'lead'}, 'Gradients with errors or warnings, by the diagnosis of their plainest failing input.'),
      list.length ?
          h('table', {class: 'bars'},
            h('tbody', {},
              list.map(
                  ({title, n, why}) =>
                      h('tr', {},
                        h('th', {scope: 'row'}, h('a', {href: routeTo(['units'], {why, l: 'error,warning'})}, title)),
                        h('td', {}, h('span', {class: 'rod', style: `width:${(100 * n) / most}%`})),
                        h('td', {class: 'number'}, grouped(n)))))) :
          h('p', {}, 'Nothing.'));
}

function safest() {
  const rows = engines.map((engine) => {
    const mine = units.filter((u) => u.engine === engine);
    const parts =
        severity.map((v) => ({v, n: mine.filter((u) => verdictName[u.verdict] === v).length})).filter(({n}) => n > 0);
    const good = mine.filter((u) => u.level === 'ok' || u.level === 'note').length;
    return h(
        'tr', {}, h('th', {scope: 'row'}, h('a', {href: routeTo(['units'], {e: engine})}, engine)),
        h('td', {},
          h('div', {class: 'bar thin', role: 'img', 'aria-label': parts.map(({v, n}) => `${word(v)} ${n}`).join(', ')},
            parts.map(({v, n}) => h('span', {class: `v-${v}`, title: `${word(v)}: ${n}`, style: `flex-grow:${n}`})))),
        h('td', {class: 'number'}, `${good} of ${mine.length}`));
  });
  return h(
      'div', {class: 'card'}, h('h2', {}, 'Which engine is safest?'),
      h('p', {class: 'lead'},
        'Worst verdict of each gradient; on the right, how many have neither errors nor warnings.'),
      h('table', {class: 'bars wide'}, h('tbody', {}, rows)),
      h('p', {class: 'small'}, h('a', {href: routeTo(['engines'])}, 'Compare by bits lost')));
}

/// The worst unit of each function, worst first.
function lookFirst() {
  const seen = new Set();
  const firsts = run.order.map((i) => units[i])
                     .filter((u) => ['error', 'warning'].includes(u.leadLevel))
                     .filter((u) => !seen.has(u.case) && seen.add(u.case));
  if (firsts.length === 0) return null;
  return section(
      'Where to look first', 'The worst gradient of each function, at its plainest failing input.',
      unitTable(firsts.slice(0, 12), 'Where to look first'),
      h('p', {class: 'small'}, h('a', {href: routeTo(['units'])}, `All ${counted(units.length, 'gradient')}`)));
}

function outside() {
  if (!hasOutside()) return null;
  const counts = sum(units, 'outside');
  return section(
      'Outside the working range', 'Inputs of the format that the functions are not meant for.',
      h('p', {}, `${countsSentence(counts)}. The page of each gradient shows them under "Whole format".`));
}

export function overview(route, width) {
  return {
    title: 'Overview',
    content: [
      h('h1', {}, run.headline),
      units.length ? h('p', {class: 'lead'}, lead()) : null,
      troubles(),
      units.length ? [rangeSwitcher(route), verdictCounts(route)] : null,
      units.length ?
          section(
              'Where does each engine lose digits?',
              'Worst verdict of each gradient. Stronger blue means more bits lost; other colours and signs mean ' +
                  'that there is no usable number, or none to lose.',
              h('div', {class: 'card'}, matrix(width - 44), matrixLegend())) :
          null,
      units.length ? h('div', {class: 'pair'}, causes(), safest()) : null,
      lookFirst(),
      outside(),
    ],
  };
}
