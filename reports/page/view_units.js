// All gradients as a list, filtered by verdict, engine, format, cause and words.
import {engines, filterUnits, formats, run, units, verdictName} from './data.js';
import {h} from './dom.js';
import {counted} from './numbers.js';
import {changed, listOf, routeTo, toggled} from './router.js';
import {unitTable} from './unit_table.js';
import {chip, faultWord, severity, word} from './words.js';

const pageSize = 60;

function chips(route, key, names, text, label) {
  const chosen = listOf(route.params[key]);
  return h(
      'div', {class: 'chips', role: 'group', 'aria-label': label},
      names.map(
          (name) =>
              h('a', {
                class: 'filter',
                href: changed(route, {[key]: toggled(chosen, name), more: ''}),
                'aria-current': chosen.includes(name) ? 'true' : undefined
              },
                text(name))));
}

function search(route) {
  const input = h('input', {
    type: 'search',
    name: 'q',
    value: route.params.q ?? '',
    placeholder: 'Name, formula or tag',
    'aria-label': 'Find gradients by name, formula or tag'
  });
  return h(
      'form', {
        class: 'search',
        onsubmit: (event) => {
          event.preventDefault();
          location.hash = changed(route, {q: input.value, more: ''});
        }
      },
      input, h('button', {type: 'submit'}, 'Find'));
}

export function unitList(route) {
  const p = route.params;
  const chosen = new Set(filterUnits({
    verdicts: listOf(p.v),
    engines: listOf(p.e),
    formats: listOf(p.f),
    faults: listOf(p.why),
    levels: listOf(p.l),
    text: p.q
  }));
  const list = run.order.map((i) => units[i]).filter((u) => chosen.has(u));
  const limit = pageSize * (Number(p.more ?? 0) + 1);
  const used =
      severity.filter((v) => units.some((u) => u.counts[verdictName.indexOf(v)] > 0 || verdictName[u.verdict] === v));
  const filtered = ['v', 'e', 'f', 'l', 'why', 'q'].some((k) => p[k]);
  return {
    title: 'Gradients',
    content: [
      h('h1', {}, 'Gradients'),
      h('p', {class: 'lead', 'data-shown': list.length},
        `${counted(list.length, 'gradient')} of ${units.length}, the worst first. `,
        'A gradient is one function on one engine in one format. ',
        'A verdict keeps the gradients that have it anywhere in their working range.'),
      chips(route, 'v', used, (v) => [chip(v), ' ', word(v)], 'Verdicts'),
      h('div', {class: 'filters'}, chips(route, 'e', engines, (e) => e, 'Engines'),
        chips(route, 'f', formats, (f) => f, 'Formats'),
        chips(route, 'l', ['error', 'warning', 'note', 'ok'], (l) => l, 'Levels'), search(route),
        p.why ? h('a', {class: 'filter', 'aria-current': 'true', href: changed(route, {why: ''})},
                  [...new Set(listOf(p.why).map(faultWord))].join(', '), ' ×') :
                null,
        filtered ? h('a', {href: routeTo(['units'])}, 'Clear all') : null),
      list.length ? unitTable(list.slice(0, limit), 'Gradients') : h('p', {}, 'No gradient fits these filters.'),
      list.length > limit ? h('p', {},
                              h('a', {class: 'filter', href: changed(route, {more: Number(p.more ?? 0) + 1})},
                                `Show ${Math.min(pageSize, list.length - limit)} more of ${list.length - limit}`)) :
                            null,
    ],
  };
}
