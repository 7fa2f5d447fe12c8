// The steps of the program at one input, the first bad one marked, and the command and the test that show the finding
// again.
import {commandOf} from './data.js';
import {copyButton, h, scroller, section} from './dom.js';
import {counted, decimal, rough} from './numbers.js';
import {testOf} from './unit_gtest.js';
import {faultWord, inputText} from './words.js';

const most = 14;

function off(computed, exact) {
  return Number.isFinite(exact) && (!Number.isFinite(computed) || (computed === 0 && exact !== 0));
}

/// Rows of steps; a gap where steps are left out.
function stepRows(steps, count, withDerivative) {
  const gap = (n) => n > 0 ? h('tr', {class: 'gap'}, h('td', {colspan: 6}, `… ${counted(n, 'step')} …`)) : null;
  const list = steps.map((s, i) => [gap(s.index - (i ? steps[i - 1].index : -1) - 1), stepRow(s, withDerivative)]);
  return [...list.flat(), gap(count - 1 - steps.at(-1).index)];
}

/// Whether the steps have derivatives: those of a value under a custom gradient have none.
const derived = (steps) => steps.some((s) => !Number.isNaN(s.derivative) || !Number.isNaN(s.exactDerivative));

function stepRow(s, withDerivative) {
  const computed = (x, exact) => h('td', {class: `number${off(x, exact) ? ' off' : ''}`}, decimal(x));
  const exact = (x) => h('td', {class: 'number'}, decimal(x));
  return h(
      'tr', {class: s.culprit ? 'culprit' : undefined},
      h('td', {}, h('code', {}, s.text), s.culprit ? h('strong', {class: 'first-bad'}, ' ◀ first') : null),
      computed(s.value, s.exact), exact(s.exact), h('td', {class: 'number'}, Number.isNaN(s.ulps) ? '' : rough(s.ulps)),
      withDerivative ? [computed(s.derivative, s.exactDerivative), exact(s.exactDerivative)] : null);
}

function stepTable(d, steps) {
  const withDerivative = derived(d.steps);
  const derivatives = withDerivative ? [`Computed ${d.mode}`, `Exact ${d.mode}`] : [];
  const names = ['Step', 'Computed value', 'Exact value', 'Its own error, ulps', ...derivatives];
  const head = names.map((t, i) => h('th', {scope: 'col', class: i ? 'number' : undefined}, t));
  return scroller(
      'Steps of the program',
      h('table', {class: 'plain steps'}, h('thead', {}, h('tr', {}, head)),
        h('tbody', {}, stepRows(steps, d.count, withDerivative))));
}

/// The steps around the first bad one, and all of them on demand where there are many.
function ladder(d) {
  if (d.steps.length === 0) return null;
  if (d.steps.length <= most) return stepTable(d, d.steps);
  const culprit = Math.max(0, d.steps.findIndex((s) => s.culprit));
  const from = Math.max(0, Math.min(culprit - 7, d.steps.length - most));
  return [
    stepTable(d, d.steps.slice(from, from + most)),
    h('details', {}, h('summary', {}, `All ${d.count} steps`), stepTable(d, d.steps))
  ];
}

export function diagnosis(unit, exemplar) {
  const d = exemplar?.diagnosis;
  if (!d) return null;
  const meaning = !derived(d.steps) ? '' :
      d.mode === 'adjoint'          ? 'An adjoint is the derivative of the output by the step.' :
                                      'A tangent is the derivative of the step by the input.';
  return section(
      'Where does it come from?', `The program step by step at ${inputText(unit, exemplar.x)}. ${meaning}`,
      h('p', {class: 'verdict-sentence'}, d.fault === 'none' ? null : h('strong', {}, `${faultWord(d.fault)}. `),
        d.summary),
      d.advice ? h('p', {class: 'advice'}, h('strong', {}, 'Try: '), d.advice) : null, ladder(d));
}

function snippet(id, label, text) {
  return [h('pre', {tabindex: 0, 'aria-label': label}, h('code', {id}, text)), copyButton(text)];
}

export function reproduce(unit, exemplar) {
  const test = testOf(unit, exemplar);
  return h(
      'div', {class: 'card'}, h('h2', {}, 'Reproduce'), snippet('command', 'Command', commandOf(unit, exemplar)),
      test ? [h('h3', {}, 'As a test of your own'), snippet('gtest', 'GoogleTest', test)] : null);
}
