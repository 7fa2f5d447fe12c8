// One gradient: where it is wrong, next to what, since which step, and how to see it again.
import {cases, engines, exemplarsOf, findUnit, formats, run, samples, units, verdictName} from './data.js';
import {h, section, switcher} from './dom.js';
import {decimal} from './numbers.js';
import {changed, routeTo, unitRoute} from './router.js';
import {diagnosis, reproduce} from './unit_diagnosis.js';
import {plots} from './unit_plots.js';
import {differences} from './unit_steps.js';
import {rangeTable, sideBySide} from './unit_tables.js';
import {badge, chip, countsSentence, seriesWord, variable, word} from './words.js';

/// The partial that the address names, else the one that the exemplar shows, else the worst one.
function chosenSeries(unit, exemplar, route) {
  const named = unit.series.find((s) => `${s.output},${s.input}` === route.params.n);
  const worst = (s) => Math.max(
      ...samples(unit, s).filter((p) => p.inside && p.verdict === verdictName[unit.verdict]).map((p) => p.bits ?? 0),
      -1);
  const [output, input] = exemplar?.target ?? [];
  const shown = unit.series.find((s) => s.output === output && s.input === input);
  const partials = unit.series.filter((s) => s.input >= 0);
  return named ?? shown ?? partials.reduce((best, s) => (worst(s) > worst(best) ? s : best), partials[0]) ??
      unit.series[0];
}

function chosenExemplar(unit, route) {
  const named = unit.exemplars[Number(route.params.i)];
  const telling = (e) =>
      e.inside && e.numbers.some((n) => n.input < 0 === unit.leadIsValue && n.verdict === unit.leadVerdict);
  return named ?? unit.exemplars.find((e) => telling(e) && e.diagnosis) ?? unit.exemplars.find(telling) ??
      unit.exemplars[0];
}

function siblings(unit) {
  const link = (other, text, current) =>
      (other ? h('a', {class: 'filter', href: unitRoute(other), 'aria-current': current ? 'true' : undefined},
                 chip(verdictName[other.verdict]), ' ', text,
                 h('span', {class: 'unseen'}, `: ${word(verdictName[other.verdict])}`)) :
               null);
  return h(
      'div', {class: 'filters'},
      h('div', {class: 'chips', role: 'group', 'aria-label': 'Other engines'},
        engines.map((e) => link(findUnit(unit.case, e, unit.format), e, e === unit.engine))),
      h('div', {class: 'chips', role: 'group', 'aria-label': 'Other formats'},
        formats.map((f) => link(findUnit(unit.case, unit.engine, f), f, f === unit.format))));
}

function countsLine(unit) {
  const values = unit.valueCounts.reduce((a, b) => a + b, 0);
  const out = unit.outside.reduce((a, b) => a + b, 0);
  const several = unit.facts.variables.length > 1 ? 'Partials' : 'Derivatives';
  return [
    unit.checked ? h('p', {class: 'lead strong'}, `${several} in the working range: ${countsSentence(unit.counts)}.`) :
                   null,
    h('p', {class: 'small'},
      [
        values ? `Values: ${countsSentence(unit.valueCounts)}. ` : '',
        out ? `Outside the working range: ${countsSentence(unit.outside)}.` : ''
      ].join('')),
  ];
}

function domainText(unit) {
  const list = unit.facts.variables.map(
      (v, i) => (unit.facts.domain[i] ? `${v} in [${unit.facts.domain[i].map(decimal).join(', ')}]` : v));
  return list.length > 4 ? `${list.slice(0, 3).join(', ')} and ${list.length - 3} more` : list.join(', ');
}

function heading(unit) {
  const {facts} = unit;
  return [
    h('p', {class: 'crumbs'}, h('a', {href: routeTo(['units'])}, 'Gradients'), ' / ',
      h('a', {href: routeTo(['units'], {q: unit.family})}, unit.family)),
    h('div', {class: 'title'},
      h('h1', {}, unit.case, h('span', {class: 'soft'}, ` on ${unit.engine} in ${unit.format}`)),
      h('span', {class: 'badges'}, badge(verdictName[unit.verdict]),
        unit.leadIsValue ? badge(verdictName[unit.leadVerdict], 'value') : null)),
    h('p', {class: 'expression'}, h('code', {}, facts.function)),
    unit.gradient ? h('p', {class: 'small'}, 'Gradient under test: ', h('code', {}, unit.gradient)) : null,
    facts.reference ? h('p', {class: 'small'}, 'Held against: ', h('code', {}, facts.reference)) : null,
    facts.variables.length ? h('p', {class: 'small'}, `Working range: ${domainText(unit)}`) : null,
    facts.lesson ? h('p', {class: 'lesson'}, facts.lesson) : null,
    siblings(unit),
    countsLine(unit),
    unit.failure ? h('p', {class: 'warning'}, unit.failure) : null,
    unit.notes.map((n) => h('p', {class: 'warning'}, n)),
    unit.supplied.length ? h('p', {class: 'small'}, `Rules supplied by Clinometer: ${unit.supplied.join(', ')}.`) :
                           null,
  ];
}

function seriesSwitcher(unit, series, route) {
  if (unit.series.length < 2) return null;
  return switcher('Number shown', unit.series.map((s) => ({
                                                    text: seriesWord(unit, s),
                                                    href: changed(route, {n: `${s.output},${s.input}`}),
                                                    current: s === series
                                                  })));
}

function stableForm(unit) {
  const {stable, source} = unit.facts;
  if (!stable && !source) return null;
  const other = cases.includes(stable) ?
      units.find((u) => u.case === stable && u.engine === unit.engine && u.format === unit.format) ??
          units.find((u) => u.case === stable) :
      null;
  return h(
      'div', {class: 'card'},
      stable ?
          [
            h('h2', {}, 'A form that holds'),
            other ? h('p', {}, h('a', {href: unitRoute(other)}, stable), ': ', h('code', {}, other.facts.function), ' ',
                      badge(verdictName[other.verdict])) :
                    h('p', {}, h('code', {}, stable))
          ] :
          null,
      source ? h('p', {class: 'small'}, `Source: ${source}`) : null,
      source && !run.header.files.length ?
          h('p', {class: 'small'}, 'Its entry, and its family: ', h('code', {}, 'docs/catalogue.md'), '.') :
          null);
}

export function unitView(route, width) {
  const path = route.path.slice(1);
  const packed = findUnit(path.slice(0, -2).join('/'), path.at(-2), path.at(-1));
  if (!packed)
    return {
      title: 'Not found',
      content: [h('h1', {}, 'No such gradient'), h('p', {}, h('a', {href: '#/units'}, 'All gradients'))]
    };
  const unit = {...packed, exemplars: exemplarsOf(packed)};
  const exemplar = chosenExemplar(unit, route), series = chosenSeries(unit, exemplar, route);
  const hasPlot = series && unit.points.x.length > 0;
  const shown = hasPlot ? `${seriesWord(unit, series)} along ${variable(unit, Math.max(series.input, 0))}` : '';
  return {
    title: `${unit.case}, ${unit.engine}, ${unit.format}`,
    content: [
      heading(unit),
      hasPlot ? section(
                    'At which inputs is it wrong?', `${shown}. Click a mark, or use the arrow keys, to read it.`,
                    seriesSwitcher(unit, series, route), plots({unit, series, exemplar, route, width})) :
                null,
      rangeTable(unit),
      sideBySide({unit, series, exemplar, route}),
      differences({unit, exemplar, series, width}),
      diagnosis(unit, exemplar),
      h('div', {class: 'pair'}, reproduce(unit, exemplar), stableForm(unit)),
    ],
  };
}
