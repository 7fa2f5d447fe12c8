// Words and signs of verdicts, and the sentences of the page.
import {formatOf, run, verdictName} from './data.js';
import {h} from './dom.js';
import {decimal, grouped, hex} from './numbers.js';

const signs = {
  failed: '!',
  wrong: '✗',
  non_finite: 'N',
  underflow: '0',
  inaccurate: '~',
  kink: '∧',
  invented: 'i',
  undecided: '?',
  unsupported: '–',
  ill_conditioned: '≈',
  undefined: '∅',
  subgradient: '◇',
  accurate: '✓',
};
const faults = {
  overflow: 'Overflow on the way',
  underflow: 'Underflow on the way',
  cancellation: 'Cancellation',
  singularity: 'A step lands on a singularity',
  branch: 'Another branch than real arithmetic',
  rounding: 'Rounding grows',
  libm: 'The math library',
  rule: 'The engine\'s rule',
  gradient: 'The custom gradient',
  formula: 'The formula\'s own rounding',
  tie: 'A convention at a tie',
  engine: 'The engine\'s rule',
  singular: 'A step lands on a singularity',
  range: 'Overflow or underflow on the way',
};

export const severity = run.severity.map((i) => verdictName[i]);
export const sign = (verdict) => signs[verdict];
export const meaning = (verdict) => run.verdicts[verdictName.indexOf(verdict)].meaning;

export const capital = (text) => text[0].toUpperCase() + text.slice(1);
/// non_finite as "Non-finite".
export const word = (verdict) => capital(verdict.replaceAll('_', '-'));
/// What the number under test is called.
export const computedWord = (unit) => (unit.engine === 'custom' ? 'custom gradient' : 'autodiff');

export const faultWord = (fault) => faults[fault] ?? fault;

/// Sign in its colour and shape, and the word; `of` says of what, where it is not the gradient.
export function badge(verdict, of) {
  const text = of ? `${of}: ${word(verdict).toLowerCase()}` : word(verdict);
  return h('span', {class: `badge v-${verdict}`}, chip(verdict), ' ', h('span', {}, text));
}
export function chip(verdict) {
  return h('span', {class: `chip v-${verdict}`, 'aria-hidden': 'true'}, sign(verdict));
}

/// "12 non-finite, 5 underflow, 63 accurate", the worst first.
export function countsSentence(counts) {
  const parts = severity.map((v) => [v, counts[verdictName.indexOf(v)]]).filter(([, n]) => n > 0);
  return parts.map(([v, n]) => `${grouped(n)} ${word(v).toLowerCase()}`).join(', ');
}

/// "∂f/∂x", with the output where there are several.
export function seriesWord(unit, series) {
  const output = unit.series.some((s) => s.output !== unit.series[0].output) ? `f${subscript(series.output)}` : 'f';
  return series.input < 0 ? `value ${output}` : `∂${output}/∂${variable(unit, series.input)}`;
}

function subscript(n) {
  return [...String(n)].map((c) => '₀₁₂₃₄₅₆₇₈₉'[c]).join('');
}

export function variable(unit, i) {
  return unit.facts.variables[i] ?? `x${i}`;
}

/// "x = 100, y = 2", the first few inputs.
export function inputText(unit, point, most = 3) {
  const shown = point.slice(0, most).map((x, i) => `${variable(unit, i)} = ${decimal(x)}`);
  if (point.length > most) shown.push(`${point.length - most} more`);
  return shown.join(', ');
}
export function inputHex(unit, point, most = 3) {
  const shown = point.slice(0, most).map((x) => hex(formatOf[unit.format], x));
  return shown.join(', ') + (point.length > most ? ', …' : '');
}

export function bitsText(unit, bits) {
  return bits === null || bits === undefined ? '' : `${bits.toFixed(1)} of ${formatOf[unit.format].precision}`;
}
