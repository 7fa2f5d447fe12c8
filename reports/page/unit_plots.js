// The charts of a unit with their controls: range, kind of axis, and the input that is read out.
import {engines, findUnit, formatOf, samples, verdictName} from './data.js';
import {h, switcher} from './dom.js';
import {decimal, decode, hex, largest} from './numbers.js';
import {changed, listOf, toggled} from './router.js';
import {chartScale, errorChart, gradientChart} from './unit_charts.js';
import {Picker} from './unit_picker.js';
import {computedWord, inputText, seriesWord, variable, word} from './words.js';

/// What the plot shows is rounded; an exemplar of the same input has its numbers as they are.
function exactly(unit, series, s) {
  const exemplar = unit.exemplars.find((e) => e.point === s.index);
  const n = exemplar?.numbers.find((m) => m.output === series.output && m.input === series.input);
  return n && {...s, point: exemplar.x, y: n.computed, reference: n.reference, bits: n.bits};
}

function readout(unit, series, sample) {
  if (!sample) return '';
  const exact = exactly(unit, series, sample), s = exact ?? sample, about = exact ? '' : '≈ ';
  const bits = ['accurate', 'inaccurate', 'wrong', 'ill_conditioned'].includes(s.verdict) ?
      `, ${s.bits.toFixed(1)} bits lost` :
      '';
  const reference = s.exists ? about + decimal(s.reference) : 'none';
  const input = Math.max(series.input, 0);
  const where = exact ? `${inputText(unit, s.point)} (${hex(formatOf[unit.format], s.point[input])})` :
                        inputText(unit, s.point).replaceAll('=', '≈');
  return `${where}: ${computedWord(unit)} ${about}${decimal(s.y)}, reference ${reference}: ${
      word(s.verdict).toLowerCase()}${bits}`;
}

/// Ends of the axis: the working range where it is finite and asked for, else all inputs tried.
function ends(unit, input, all, whole) {
  const domain = unit.facts.domain[input];
  const xs = (whole ? all : all.filter((s) => s.inside)).map((s) => s.x);
  const low = Math.min(...xs), high = Math.max(...xs);
  const most = largest(formatOf[unit.format]);
  return whole || !domain ? [low, high] :
                            [Math.max(-most, Math.min(low, domain[0])), Math.min(most, Math.max(high, domain[1]))];
}

function controls({unit, route, hasOutside, whole, kind}) {
  return h(
      'div', {class: 'controls'}, compareSwitcher(unit, route),
      hasOutside ? switcher(
                       'Inputs',
                       [
                         {text: 'Working range', href: changed(route, {range: ''}), current: !whole},
                         {text: 'Whole format', href: changed(route, {range: 'all'}), current: whole}
                       ]) :
                   null,
      switcher('Axis', [
        {text: 'Float order', href: changed(route, {axis: 'float'}), current: kind === 'float'},
        {text: 'Linear', href: changed(route, {axis: 'linear'}), current: kind === 'linear'}
      ]));
}

/// Float order, unless that presses the inputs where something is wrong into a sliver that a linear axis would open.
function tellingAxis(unit, series, all) {
  const list = all.filter((s) => s.inside);
  const bad = list.filter((s) => ['non_finite', 'underflow', 'inaccurate', 'wrong', 'kink'].includes(s.verdict));
  if (bad.length === 0 || bad.length === list.length) return 'float';
  const covered = (kind) => {
    const x = chartScale({kind, unit, low: list[0].x, high: list.at(-1).x, width: 1000});
    const pixels = new Set(bad.map((s) => Math.round(x.at(s.x) / 8)));
    return pixels.size;
  };
  return covered('linear') > 2 * covered('float') ? 'linear' : 'float';
}

/// The same number by the other engines that the address asks for: {engine, index, samples}.
function othersOf(unit, series, route, keep) {
  return listOf(route.params.cmp).flatMap((engine) => {
    const other = engine === unit.engine ? undefined : findUnit(unit.case, engine, unit.format);
    const same = other?.series.find((s) => s.output === series.output && s.input === series.input);
    return same ? [{engine, index: engines.indexOf(engine), samples: samples(other, same).filter(keep)}] : [];
  });
}

function compareSwitcher(unit, route) {
  const candidates = engines.filter((e) => e !== unit.engine && findUnit(unit.case, e, unit.format)?.series.length);
  if (candidates.length === 0) return null;
  const chosen = listOf(route.params.cmp);
  const link = (e) =>
      h('a', {
        class: `filter e-${engines.indexOf(e) % 6}`,
        href: changed(route, {cmp: toggled(chosen, e)}),
        'aria-current': chosen.includes(e) ? 'true' : undefined
      },
        h('span', {class: 'ring-sign', 'aria-hidden': 'true'}), e);
  return h(
      'div', {class: 'chips', role: 'group', 'aria-label': 'Engines to compare with'},
      h('span', {class: 'small'}, 'Compare with'), candidates.map(link));
}

export function plots({unit, series, exemplar, route, width}) {
  const all = samples(unit, series), whole = route.params.range === 'all',
        kind = route.params.axis ?? tellingAxis(unit, series, all);
  const shown = whole ? all : all.filter((s) => s.inside);
  if (shown.length === 0) return h('p', {}, 'No input was tried in the working range.');
  const input = Math.max(series.input, 0);
  const [low, high] = ends(unit, input, all, whole);
  const ranges = series.input < 0 ?
      [] :
      unit.ranges.filter((r) => r.output === series.output && r.input === series.input)
          .map((r) => ({...r, verdict: verdictName[r.verdict], first: decode(r.first), last: decode(r.last)}));
  const inner = Math.max(300, width - (width < 560 ? 26 : 46));
  const name = variable(unit, input), what = seriesWord(unit, series);
  const title = kind === 'float' ? `${name}, every ${unit.format} number equally spaced` : name;
  const keep = (sample) => whole || sample.inside;
  const common = {
    unit,
    samples: shown,
    others: othersOf(unit, series, route, keep),
    domain: whole ? unit.facts.domain[input] : undefined,
    width: inner,
    title
  };
  const draw = (frame, x, selected) => frame.replaceChildren(
      errorChart({...common, x, ranges, selected, label: `Bits lost of ${what} against ${name}`}),
      h('h3', {}, `${what}: reference (grey) and ${computedWord(unit)} (marks), in float order`),
      gradientChart(
          {...common, x, selected, what, label: `${what} against ${name}: reference and ${computedWord(unit)}`}));
  const text = (s) => readout(unit, series, s) || 'Click a mark, or use the arrow keys, to read it; + and − zoom.';
  const picker = new Picker({shown, scale: chartScale({kind, unit, low, high, width: inner}), draw, text});
  const same = (s) => exemplar && exemplar.point === s.index;
  picker.pick(Math.max(-1, shown.findIndex(same)));
  const bar = controls({unit, route, hasOutside: all.some((s) => !s.inside), whole, kind});
  bar.append(picker.buttons());
  return h('div', {class: 'card'}, bar, picker.frame, picker.output);
}
