// The steps of the program at one input, the first bad one marked, and the command that shows them again.
import {formatOf} from './data.js';
import {copyButton, h, scroller, section} from './dom.js';
import {decimal, decode, precise, rough} from './numbers.js';
import {faultWord, inputText} from './words.js';

function off(computed, exact) {
  const c = decode(computed), e = decode(exact);
  return Number.isFinite(e) && !Number.isFinite(c) || (c === 0 && e !== 0 && Number.isFinite(e));
}

/// Rows of steps; a gap where steps of a long program were left out.
function rows(d, format) {
  const list = [];
  d.steps.forEach((s, i) => {
    const before = i === 0 ? -1 : d.steps[i - 1].index;
    if (s.index > before + 1)
      list.push(h('tr', {class: 'gap'}, h('td', {colspan: 6}, `… ${s.index - before - 1} steps …`)));
    const ulps = decode(s.ulps);
    list.push(h(
        'tr', {class: s.culprit ? 'culprit' : undefined},
        h('td', {}, h('code', {}, s.text), s.culprit ? h('strong', {class: 'first-bad'}, ' ◀ first') : null),
        h('td', {class: `number${off(s.value, s.exact) ? ' off' : ''}`}, decimal(decode(s.value))),
        h('td', {class: 'number'}, precise(format, decode(s.exact))),
        h('td', {class: 'number'}, Number.isNaN(ulps) ? '' : rough(ulps)),
        h('td', {class: `number${off(s.derivative, s.exactDerivative) ? ' off' : ''}`}, decimal(decode(s.derivative))),
        h('td', {class: 'number'}, precise(format, decode(s.exactDerivative)))));
  });
  return list;
}

export function diagnosis(unit, exemplar) {
  const d = exemplar?.diagnosis;
  if (!d) return null;
  const format = formatOf[unit.format];
  const names =
      ['Step', 'Computed value', 'Exact value', 'Its own error, ulps', `Computed ${d.mode}`, `Exact ${d.mode}`];
  const meaning = d.mode === 'adjoint' ? 'An adjoint is the derivative of the output by the step.' :
                                         'A tangent is the derivative of the step by the input.';
  return section(
      'Where does it come from?', `The program step by step at ${inputText(unit, exemplar.x.map(decode))}. ${meaning}`,
      h('p', {class: 'verdict-sentence'}, d.fault === 'none' ? null : h('strong', {}, `${faultWord(d.fault)}. `),
        d.summary),
      d.steps.length ?
          scroller(
              'Steps of the program',
              h('table', {class: 'plain steps'},
                h('thead', {},
                  h('tr', {}, names.map((t, i) => h('th', {scope: 'col', class: i ? 'number' : undefined}, t)))),
                h('tbody', {}, rows(d, format)))) :
          null);
}

export function reproduce(unit, exemplar) {
  const text = exemplar?.command ?? unit.command;
  return h(
      'div', {class: 'card'}, h('h2', {}, 'Reproduce'),
      h('pre', {tabindex: 0, 'aria-label': 'Command'}, h('code', {id: 'command'}, text)), copyButton(text));
}
