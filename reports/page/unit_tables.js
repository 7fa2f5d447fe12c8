// Tables of a unit: where which verdict holds, and the numbers side by side.
import {formatOf, verdictName} from './data.js';
import {h, scroller, section} from './dom.js';
import {decimal, decode, hex, precise, rough} from './numbers.js';
import {changed} from './router.js';
import {badge, bitsText, capital, computedWord, inputHex, inputText, variable} from './words.js';

const float = (format, x) =>
    h('span', {class: 'float'}, h('span', {}, decimal(x)), h('span', {class: 'hex'}, hex(format, x)));

/// Ranges of consecutive floats along which a verdict holds.
export function rangeTable(unit) {
  if (unit.ranges.length === 0) return null;
  const format = formatOf[unit.format];
  const several = new Set(unit.ranges.map((r) => `${r.output},${r.input}`)).size > 1;
  const end = (x, isEdge) => [float(format, decode(x)), isEdge ? null : h('span', {class: 'hex'}, 'end of the range')];
  return section(
      'Where which verdict holds', 'Edges are exact: the next float of the format has another verdict.',
      scroller(
          'Ranges of verdicts',
          h('table', {class: 'plain ranges'},
            h('thead', {},
              h('tr', {}, several ? h('th', {scope: 'col'}, 'Partial') : null,
                ['Verdict', 'From', 'To'].map(
                    (t) => h('th', {scope: 'col', class: t === 'Verdict' ? undefined : 'number'}, t)))),
            h('tbody', {},
              unit.ranges.map(
                  (r) =>
                      h('tr', {}, several ? h('td', {}, `∂f${r.output}/∂${variable(unit, r.input)}`) : null,
                        h('td', {}, badge(verdictName[r.verdict])),
                        h('td', {class: 'number'}, end(r.first, r.firstIsEdge)),
                        h('td', {class: 'number'}, end(r.last, r.lastIsEdge))))))));
}

function estimateText(e) {
  if (!e) return h('span', {class: 'soft'}, 'none');
  const value = decode(e.value), error = decode(e.error);
  return [h('span', {}, rough6(value)), h('span', {class: 'soft'}, ` ± ${rough(error)}`)];
}
const rough6 = (x) => (Number.isFinite(x) ? decimal(Number(x.toPrecision(8))) : decimal(x));

export function referenceText(format, n) {
  if (n.existence === 'exists') return decimal(decode(n.reference));
  if (n.existence === 'kink') return `${decimal(decode(n.sides[0]))} | ${decimal(decode(n.sides[1]))}`;
  return h('span', {class: 'soft'}, n.existence);
}

/// The number of the exemplar that is shown: the one it is an example of, else the chosen partial if it is listed and
/// not fine, else the worst.
function numberOf(exemplar, series) {
  const [output, input] = exemplar.target ?? [];
  const target = exemplar.numbers.find((n) => n.output === output && n.input === input);
  if (target) return target;
  const partials = exemplar.numbers.filter((n) => n.input >= 0);
  const same = partials.find((n) => series && n.output === series.output && n.input === series.input);
  return same && same.level !== 'ok' ?
      same :
      partials.find((n) => n.level !== 'ok') ?? same ?? partials[0] ?? exemplar.numbers[0];
}

function row({unit, exemplar, chosen, series, route, several}) {
  const format = formatOf[unit.format], n = numberOf(exemplar, series);
  const verdict = verdictName[n.verdict],
        digits = ['accurate', 'inaccurate', 'wrong', 'ill_conditioned'].includes(verdict);
  const index = unit.exemplars.indexOf(exemplar);
  return h(
      'tr', {class: chosen ? 'chosen' : undefined},
      h('td', {'data-label': 'Input'},
        h('a', {href: changed(route, {i: index}), 'aria-current': chosen ? 'true' : undefined},
          inputText(unit, exemplar.x.map(decode))),
        h('span', {class: 'hex'}, inputHex(unit, exemplar.x.map(decode))),
        exemplar.why ? h('span', {class: 'hex'}, exemplar.why) : null),
      several ? h('td', {'data-label': 'Number'}, n.input < 0 ? 'value' : `∂f${n.output}/∂${variable(unit, n.input)}`) :
                null,
      h('td', {class: `number computed v-${verdict}`, 'data-label': capital(computedWord(unit))},
        decimal(decode(n.computed))),
      h('td', {class: 'number', 'data-label': 'Finite difference ± its error'}, estimateText(n.estimate)),
      h('td', {class: 'number', 'data-label': 'Certified reference'}, referenceText(format, n)),
      h('td', {class: 'number', 'data-label': 'Bits lost'}, digits ? bitsText(unit, n.bits) : ''),
      h('td', {'data-label': 'Verdict'}, badge(verdict), n.reason ? h('span', {class: 'hex prose'}, n.reason) : null));
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
  const format = formatOf[unit.format];
  const rows = exemplar.numbers.map(
      (n) => h(
          'tr', {}, h('td', {}, n.input < 0 ? `value ${n.output}` : `∂f${n.output}/∂${variable(unit, n.input)}`),
          h('td', {class: 'number'}, decimal(decode(n.computed))), h('td', {class: 'number'}, referenceText(format, n)),
          h('td', {class: 'number'}, n.ulps === 'NaN' ? '' : precise(format, Number(decode(n.ulps).toPrecision(3)))),
          h('td', {}, badge(verdictName[n.verdict]))));
  const hidden = exemplar.numberCount - exemplar.numbers.filter((n) => n.input >= 0).length;
  return h(
      'details', {}, h('summary', {}, `Every number at ${inputText(unit, exemplar.x.map(decode))}`),
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
