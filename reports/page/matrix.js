// The whole catalogue as one matrix: functions by rows, formats and engines by columns, each cell a link to its unit.
import {cases, engines, findUnit, formatOf, formats, units, verdictName} from './data.js';
import {h} from './dom.js';
import {unitRoute} from './router.js';
import {sign, word} from './words.js';

const used = new Set(units.map((u) => `${u.format} ${u.engine}`));

/// Columns of some formats: an engine for each format in which it ran.
function columnsOf(chosen) {
  return chosen.flatMap(
      (format) =>
          engines.filter((e) => used.has(`${format} ${e}`)).map((engine, i) => ({format, engine, first: i === 0})));
}

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
  return h('td', {}, h('a', {
             class: `cell ${cellClass(unit)}`,
             href: unitRoute(unit),
             title: label,
             'aria-label': label,
             'data-sign': verdict === 'accurate' ? '·' : sign(verdict),
             tabindex: -1
           }));
}

function header(columns) {
  const widths = new Map();
  for (const {format} of columns) widths.set(format, (widths.get(format) ?? 0) + 1);
  const group = ([format, width]) => h('th', {scope: 'colgroup', colspan: width, class: 'first'}, format);
  const column = (c) => h('th', {scope: 'col', class: c.first ? 'first' : undefined}, h('span', {}, c.engine));
  return h(
      'thead', {}, h('tr', {}, h('td'), [...widths].map(group)),
      h('tr', {class: 'engines'}, h('td'), columns.map(column)));
}

function caseRow(columns, name, short, isMember) {
  const row = h('tr', {class: isMember ? 'member' : undefined}, h('th', {scope: 'row', title: name}, short));
  for (const {format, engine, first} of columns) {
    const place = cell(findUnit(name, engine, format));
    place.classList.toggle('first', first);
    row.append(place);
  }
  return row;
}

function familyRows(columns, {family, names}) {
  if (names.length === 1) return h('tbody', {}, caseRow(columns, names[0], names[0], false));
  const title = h('th', {scope: 'rowgroup', colspan: columns.length + 1}, family);
  const short = (name) => name.startsWith(family + '/') ? name.slice(family.length + 1) : name;
  return h(
      'tbody', {}, h('tr', {class: 'family'}, title), names.map((name) => caseRow(columns, name, short(name), true)));
}

/// Functions that ran in some of the formats, by family.
function familiesIn(chosen) {
  const groups = new Map();
  for (const unit of units.filter((u) => chosen.includes(u.format))) {
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

function matrixOf(chosen, width) {
  const columns = columnsOf(chosen), families = familiesIn(chosen);
  const tableWidth = 160 + columns.length * 20 + chosen.length * 8;
  const rows = families.reduce((n, f) => n + f.rows, 0);
  const count = Math.max(1, Math.min(3, Math.floor((width + 28) / (tableWidth + 28)), Math.ceil(rows / 8)));
  const caption = 'Worst verdict of each gradient in its working range';
  const table = (part) =>
      h('table', {class: 'matrix'}, h('caption', {class: 'unseen'}, caption), header(columns),
        part.map((group) => familyRows(columns, group)));
  return walkable(h('div', {class: 'matrices'}, split(families, count).map(table)));
}

/// The catalogue in the formats that most functions have, then in the others for those that have them; `width` is
/// what the page can give.
export function matrix(width) {
  const share = (format) => new Set(units.filter((u) => u.format === format).map((u) => u.case)).size / cases.length;
  const common = formats.filter((f) => share(f) >= 0.5), rare = formats.filter((f) => !common.includes(f));
  return [common, rare].filter((list) => list.length > 0).map((list) => matrixOf(list, width));
}

export function matrixLegend() {
  const present = (name) => units.some((u) => verdictName[u.verdict] === name);
  const ramp = [1, 2, 3, 4, 5].map((i) => h('span', {class: `cell v-inaccurate loss-${i}`}, '~'));
  const others = [
    'failed', 'wrong', 'non_finite', 'underflow', 'kink', 'invented', 'undecided', 'unsupported', 'ill_conditioned',
    'undefined', 'subgradient'
  ];
  return h(
      'p', {class: 'legend', 'aria-hidden': 'true'},
      h('span', {}, h('span', {class: 'cell v-accurate'}, '·'), ' accurate'),
      h('span', {}, 'inaccurate: few ', ramp, ' all bits lost'),
      others.filter(present).map(
          (v) => h('span', {}, h('span', {class: `cell v-${v}`}, sign(v)), ' ' + word(v).toLowerCase())));
}
