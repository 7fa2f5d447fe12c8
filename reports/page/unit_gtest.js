// The finding as an assertion of clino/gtest.hpp: a test that fails until the gradient is repaired.
import {formatOf, run} from './data.js';
import {decimal, decode, hex} from './numbers.js';

/// "recip_exp/naive" as RecipExpNaive.
function testName(text) {
  const words = text.split(/[^A-Za-z0-9]+/).filter(Boolean).map((w) => w[0].toUpperCase() + w.slice(1)).join('');
  return /^[A-Z]/.test(words) ? words : `Case${words}`;
}

const quoted = (text) => `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', ' ')}"`;

/// Variables are named where their order is not that of their first appearance.
function parsed(unit, text) {
  const found = [...text.matchAll(/[A-Za-z_]\w*/g)].map(([word]) => word);
  const seen = unit.facts.variables.map((v) => found.indexOf(v));
  const inOrder = seen.every((at, i) => at >= 0 && (i === 0 || seen[i - 1] < at));
  const names = `{${unit.facts.variables.map(quoted).join(', ')}}`;
  return inOrder ? `clino::Function::parse(${quoted(text)})` : `clino::Function::parse(${quoted(text)}, ${names})`;
}

function domainText(unit) {
  const ends = unit.facts.domain.map(([low, high]) => `{${decimal(decode(low))}, ${decimal(decode(high))}}`);
  return ends.length === 1 ? `clino::Interval${ends[0]}` : `clino::Domain({${ends.join(', ')}})`;
}

/// What of the run's options changes the verdicts.
function optionsText() {
  const parts = [
    run.header.shims === 'refused' ? '.shims = clino::Shims::refuse' : '',
    run.header.literals.startsWith('real') ? '.literals = clino::Literals::real' : ''
  ].filter(Boolean);
  return parts.length ? `.options = {${parts.join(', ')}}` : '';
}

/// Whether the finding can be said in a few lines: a text that the library parses, its own derivative as the truth, few
/// inputs, all finite, and something that an assertion fails on.
function canBeTold(unit, exemplar) {
  const {facts} = unit;
  const told = facts.function && !facts.function.startsWith('(') && !facts.reference;
  const own = unit.engine !== 'custom' || unit.gradient;
  const asserted = unit.engine !== 'custom' || !unit.leadIsValue;
  return told && own && asserted && ['warning', 'error'].includes(unit.leadLevel) && exemplar.inside &&
      exemplar.x.length <= 6 && exemplar.x.every(Number.isFinite);
}

/// The text of the test, or nothing where the function is not a text.
export function testOf(unit, exemplar) {
  if (!exemplar || !canBeTold(unit, exemplar)) return '';
  const custom = unit.engine === 'custom';
  const point = exemplar.x.map((x) => hex(formatOf[unit.format], x)).join(', ');
  const what = custom ? 'EXPECT_GRADIENT(f, gradient, ' : 'EXPECT_AUTODIFF_STABLE(f, ';
  const indent = ' '.repeat(what.indexOf('(') + 3);
  const settings = [
    `.format = clino::${unit.format}`, custom ? '' : `.engine = ${quoted(unit.engine)}`, `.points = {{${point}}}`,
    optionsText()
  ].filter(Boolean);
  return [
    '#include <clino/gtest.hpp>', '',
    `TEST(${testName(unit.case)}, ${custom ? 'GradientIsRight' : 'AutodiffIsStable'}In${testName(unit.format)}) {`,
    `  const auto f = ${parsed(unit, unit.facts.function)};`,
    custom ? `  const auto gradient = ${parsed(unit, unit.gradient)};` : '', `  ${what}${domainText(unit)},`,
    `${indent}{${settings.join(`,\n${indent} `)}});`, '}'
  ].filter((line, i) => line || i === 1)
      .join('\n');
}
