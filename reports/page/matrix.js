// The whole catalogue as one matrix: functions by rows, formats and engines by columns, each cell a link to its unit.
import {cases, engines, findUnit, formatOf, formats, units, verdictName} from './data.js';
import {h} from './dom.js';
import {unitRoute} from './router.js';
import {sign, word} from './words.js';

const matrixColumns = formats.flatMap((format) => engines.map((engine) => ({format, engine})));

/// Five steps of the ramp by the share of the significand that is lost.
export function lossStep(unit) {
  const share = unit.bits / formatOf[unit.format].precision;
  return Math.min(5, 1 + Math.floor(share * 4 * 0.9999 + (share >= 0.999 ? 1 : 0)));
}

function cellClass(unit) {
  const verdict = verdictName[unit.verdict];
  return verdict === 'inaccurate' ? `loss-${lossStep(unit)} v-inaccurate` : `v-${verdict}`;
}

function cell(unit) {
  if (!unit) return h('td', {class: 'absent'});
  const verdict = verdictName[unit.verdict];
  const bits = verdict === 'inaccurate' || verdict === 'accurate' ? `, ${unit.bits.toFixed(1)} bits lost` : '';
  const label = `${unit.case}, ${unit.engine}, ${unit.format}: ${word(verdict)}${bits}`;
  return h(
      'td', {},
      h('a', {class: `cell ${cellClass(unit)}`, href: unitRoute(unit), title: label, 'aria-label': label, tabindex: -1},
        h('span', {'aria-hidden': 'true'}, verdict === 'accurate' ? '·' : sign(verdict))));
}

function header() {
  return h(
      'thead', {},
      h('tr', {}, h('td'),
        formats.map((f) => h('th', {scope: 'colgroup', colspan: engines.length, class: 'first'}, f))),
      h('tr', {class: 'engines'}, h('td'),
        formats.flatMap(
            (f) => engines.map(
                (e, i) => h('th', {scope: 'col', class: i === 0 ? 'first' : undefined}, h('span', {}, e))))));
}

function familyRows(family, names) {
  const title = names.length > 1 ?
      h('tr', {class: 'family'}, h('th', {scope: 'rowgroup', colspan: matrixColumns.length + 1}, family)) :
      null;
  const short = (name) => (names.length > 1 && name.startsWith(family + '/') ? name.slice(family.length + 1) : name);
  return h('tbody', {}, title, names.map((name) => {
    const row =
        h('tr', {class: names.length > 1 ? 'member' : undefined}, h('th', {scope: 'row', title: name}, short(name)),
          matrixColumns.map(({format, engine}) => cell(findUnit(name, engine, format))));
    [...row.children].forEach((c, i) => i > 0 && (i - 1) % engines.length === 0 && c.classList.add('first'));
    return row;
  }));
}

function families() {
  const groups = new Map();
  for (const unit of units) {
    if (!groups.has(unit.family)) groups.set(unit.family, new Set());
    groups.get(unit.family).add(unit.case);
  }
  return [...groups].map(
      ([family, names]) => ({family, names: [...names], rows: names.size + (names.size > 1 ? 1 : 0)}));
}

/// Families kept whole and in order, in tables of about equal height.
function split(groups, count) {
  const total = groups.reduce((n, g) => n + g.rows, 0);
  const parts = Array.from({length: count}, () => []);
  let before = 0;
  for (const group of groups) {
    parts[Math.min(count - 1, Math.floor((count * (before + group.rows / 2)) / total))].push(group);
    before += group.rows;
  }
  return parts.filter((part) => part.length > 0);
}

/// Arrow keys walk from cell to cell; one cell at a time is in the tab order.
function walkable(element) {
  const rows = [...element.querySelectorAll('tbody tr:not(.family)')].map(
      (tr) => [...tr.querySelectorAll('td')].map((td) => td.firstElementChild));
  const first = rows.flat().find(Boolean);
  if (first) first.tabIndex = 0;
  const steps = {ArrowRight: [0, 1], ArrowLeft: [0, -1], ArrowDown: [1, 0], ArrowUp: [-1, 0]};
  element.addEventListener('keydown', (event) => {
    if (!(event.key in steps)) return;
    const [dr, dc] = steps[event.key];
    let r = rows.findIndex((row) => row.includes(event.target));
    if (r < 0) return;
    let c = rows[r].indexOf(event.target);
    do {
      r += dr;
      c += dc;
    } while (rows[r] && c in rows[r] && !rows[r][c]);
    if (!rows[r]?.[c]) return;
    event.preventDefault();
    event.target.tabIndex = -1;
    rows[r][c].tabIndex = 0;
    rows[r][c].focus();
  });
  return element;
}

/// `width` is what the page can give; a table takes a name and 22 pixels a column.
export function matrix(width) {
  const tableWidth = 190 + matrixColumns.length * 22;
  const count = Math.max(1, Math.min(3, Math.floor((width + 28) / (tableWidth + 28)), Math.ceil(cases.length / 8)));
  const tables = split(families(), count)
                     .map(
                         (part) =>
                             h('table', {class: 'matrix'},
                               h('caption', {class: 'unseen'}, 'Worst verdict of each gradient in its working range'),
                               header(), part.map(({family, names}) => familyRows(family, names))));
  return walkable(h('div', {class: 'matrices'}, tables));
}

export function matrixLegend() {
  const used = (name) => units.some((u) => verdictName[u.verdict] === name);
  const ramp = [1, 2, 3, 4, 5].map((i) => h('span', {class: `cell v-inaccurate loss-${i}`}, '~'));
  const others = [
    'failed', 'wrong', 'non_finite', 'underflow', 'kink', 'invented', 'undecided', 'unsupported', 'ill_conditioned',
    'undefined', 'subgradient'
  ];
  return h(
      'p', {class: 'legend', 'aria-hidden': 'true'},
      h('span', {}, h('span', {class: 'cell v-accurate'}, '·'), ' accurate'),
      h('span', {}, 'inaccurate: few ', ramp, ' all bits lost'),
      others.filter(used).map(
          (v) => h('span', {}, h('span', {class: `cell v-${v}`}, sign(v)), ' ' + word(v).toLowerCase())));
}
