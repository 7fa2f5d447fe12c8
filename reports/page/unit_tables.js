// Tables of a unit: where which verdict holds, and the numbers side by side.
import {formatOf, verdictName} from './data.js';
import {h, scroller, section} from './dom.js';
import {counted, decimal, decode, hex, rough} from './numbers.js';
import {changed} from './router.js';
import {badge, bitsText, capital, computedWord, inputHex, inputText, seriesWord} from './words.js';

const rangesShown = 12;

const float = (format, x) =>
    h('span', {class: 'float'}, h('span', {}, decimal(x)), h('span', {class: 'hex'}, hex(format, x)));

/// Ranges of consecutive floats along which a verdict holds.
function rangesOf(unit, ranges) {
  const format = formatOf[unit.format];
  const several = new Set(unit.ranges.map((r) => `${r.output},${r.input}`)).size > 1;
  const note = (isEdge) => isEdge ? null : h('span', {class: 'hex'}, 'end of the range');
  const end = (x, isEdge) => h('td', {class: 'number'}, float(format, decode(x)), note(isEdge));
  const heads = [several ? 'Partial' : null, 'Verdict', 'From', 'To'].filter(Boolean);
  const row = (r) =>
      h('tr', {}, several ? h('td', {}, seriesWord(unit, r)) : null, h('td', {}, badge(verdictName[r.verdict])),
        end(r.first, r.firstIsEdge), end(r.last, r.lastIsEdge));
  const head = heads.map((t) => h('th', {scope: 'col', class: ['From', 'To'].includes(t) ? 'number' : undefined}, t));
  return scroller(
      'Ranges of verdicts',
      h('table', {class: 'plain ranges'}, h('thead', {}, h('tr', {}, head)), h('tbody', {}, ranges.map(row))));
}

export function rangeTable(unit) {
  const {ranges} = unit;
  if (ranges.length === 0) return null;
  const rest = ranges.slice(rangesShown);
  return section(
      'Where which verdict holds',
      'Edges are exact: the next float of the format has another verdict. ' +
          'Notes and conventions are not told apart from accurate here.',
      rangesOf(unit, ranges.slice(0, rangesShown)),
      rest.length ? h('details', {}, h('summary', {}, `${counted(rest.length, 'more range')}`), rangesOf(unit, rest)) :
                    null);
}

function estimateText(e) {
  if (!e) return h('span', {class: 'soft'}, 'none');
  const [value, error, step, evaluations] = e;
  const how = `step ${rough(step)}, ${counted(evaluations, 'evaluation')}`;
  return h('span', {title: how}, decimal(value), h('span', {class: 'soft'}, ` ± ${rough(error)}`));
}

function referenceText(n) {
  if (n.existence === 'exists') return decimal(n.reference);
  if (n.existence === 'kink') return `${decimal(n.sides[0])} | ${decimal(n.sides[1])}`;
  return h('span', {class: 'soft'}, n.existence);
}

/// The number of the exemplar that is shown: the one it is an example of, else the chosen partial if it is listed and
/// not fine, else the worst.
export function numberOf(exemplar, series) {
  const [output, input] = exemplar.target ?? [];
  const target = exemplar.numbers.find((n) => n.output === output && n.input === input);
  if (target) return target;
  const partials = exemplar.numbers.filter((n) => n.input >= 0);
  const same = partials.find((n) => series && n.output === series.output && n.input === series.input);
  return same && same.level !== 'ok' ?
      same :
      partials.find((n) => n.level !== 'ok') ?? same ?? partials[0] ?? exemplar.numbers[0];
}

const blameText = (n) => n.blame === 'none' ? null : h('span', {class: 'hex prose'}, `blame: ${n.blame}`);

function row({unit, exemplar, chosen, series, route, several}) {
  const n = numberOf(exemplar, series);
  const verdict = verdictName[n.verdict],
        digits = ['accurate', 'inaccurate', 'wrong', 'ill_conditioned'].includes(verdict);
  const index = unit.exemplars.indexOf(exemplar);
  return h(
      'tr', {class: chosen ? 'chosen' : undefined},
      h('td', {'data-label': 'Input'},
        h('a', {href: changed(route, {i: index}), 'aria-current': chosen ? 'true' : undefined},
          inputText(unit, exemplar.x)),
        h('span', {class: 'hex'}, inputHex(unit, exemplar.x)),
        exemplar.why ? h('span', {class: 'hex'}, exemplar.why) : null),
      several ? h('td', {'data-label': 'Number'}, seriesWord(unit, n)) : null,
      h('td', {class: `number computed v-${verdict}`, 'data-label': capital(computedWord(unit))}, decimal(n.computed)),
      h('td', {class: 'number', 'data-label': 'Finite difference ± its error'}, estimateText(n.estimate)),
      h('td', {class: 'number', 'data-label': 'Certified reference'}, referenceText(n)),
      h('td', {class: 'number', 'data-label': 'Bits lost'}, digits ? bitsText(unit, n.bits) : ''),
      h('td', {'data-label': 'Verdict'}, badge(verdict), n.reason ? h('span', {class: 'hex prose'}, n.reason) : null,
        blameText(n)));
}

function table(parts, exemplars, label) {
  const {unit, exemplar} = parts;
  const several = unit.series.filter((s) => s.input >= 0).length > 1 || exemplars.some((e) => e.target?.[1] < 0);
  const names = [
    'Input', several ? 'Number' : null, capital(computedWord(unit)), 'Finite difference ± its error',
    'Certified reference', 'Bits lost', 'Verdict'
  ].filter(Boolean);
  const left = new Set(['Input', 'Number', 'Verdict']);
  return scroller(
      label,
      h('table', {class: 'plain side'},
        h('thead', {},
          h('tr', {}, names.map((t) => h('th', {scope: 'col', class: left.has(t) ? undefined : 'number'}, t)))),
        h('tbody', {}, exemplars.map((e) => row({...parts, exemplar: e, chosen: e === exemplar, several})))));
}

/// Value and partials at the chosen input.
function allNumbers({unit, exemplar}) {
  if (!exemplar || exemplar.numbers.length < 2) return null;
  const rows = exemplar.numbers.map(
      (n) =>
          h('tr', {}, h('td', {}, seriesWord(unit, n)), h('td', {class: 'number'}, decimal(n.computed)),
            h('td', {class: 'number'}, referenceText(n)),
            h('td', {class: 'number'}, Number.isNaN(n.ulps) ? '' : decimal(n.ulps)),
            h('td', {}, badge(verdictName[n.verdict]))));
  const hidden = exemplar.numberCount - exemplar.numbers.filter((n) => n.input >= 0).length;
  return h(
      'details', {}, h('summary', {}, `Every number at ${inputText(unit, exemplar.x)}`),
      scroller(
          'Every number at this input',
          h('table', {class: 'plain'},
            h('thead', {},
              h('tr', {},
                ['Number', 'Computed', 'Certified reference', 'Error in ulps', 'Verdict'].map(
                    (t, i) => h('th', {scope: 'col', class: i > 0 && i < 4 ? 'number' : undefined}, t)))),
            h('tbody', {}, rows))),
      hidden > 0 ? h('p', {class: 'small'}, `${hidden} more partials are in the results file.`) : null);
}

/// Autodiff, finite difference and reference at the exemplars; those outside the working range apart.
export function sideBySide(parts) {
  const inside = parts.unit.exemplars.filter((e) => e.inside), outside = parts.unit.exemplars.filter((e) => !e.inside);
  if (inside.length + outside.length === 0) return null;
  return section(
      'Side by side',
      'The plainest inputs of each verdict, the worst one, and inputs beside which the verdict changes. ' +
          'A finite difference carries its own error: a witness, not the judge.',
      inside.length ? table(parts, inside, 'Side by side') : h('p', {}, 'Nothing to show in the working range.'),
      allNumbers(parts),
      outside.length ?
          [h('h3', {}, 'Outside the working range'), table(parts, outside, 'Side by side, outside the working range')] :
          null);
}
