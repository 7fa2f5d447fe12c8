// The data of the page: the run as C++ wrote it (reports/page_data.hpp), with the shared parts put back in place.
import {decode} from './numbers.js';

/// The text that reports/packed.cpp has packed: zlib's format, thirteen bits in two of 93 characters.
async function unpacked(text) {
  const colon = text.indexOf(':'), bytes = new Uint8Array(Number(text.slice(0, colon)));
  const digit = (i) => {
    const code = text.charCodeAt(i) - 33;
    return code > 27 ? code - 1 : code;
  };
  let bits = 0, held = 0, n = 0;
  for (let i = colon + 1; i < text.length; i += 2) {
    bits |= (digit(i) + 93 * digit(i + 1)) << held;
    for (held += 13; held >= 8; held -= 8, bits >>>= 8) bytes[n++] = bits & 255;
  }
  return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate'))).text();
}

const linesOf = async (id) => (await unpacked(document.getElementById(id).textContent)).split('\n');

// The marks tell where the time to the first view goes: see tests/reports/browser/first_view.cpp.
const lines = await linesOf('run');
performance.mark('unpacked');
export const run = JSON.parse(lines[0]);
performance.mark('read');

const parsed = () => document.readyState !== 'loading' ||
    new Promise((done) => document.addEventListener('DOMContentLoaded', done, {once: true}));
let reading, isRead = false;
/// What the first view does without: points, series and exemplars of the units. It stands behind the page and is
/// unpacked when it is first asked for.
export function rest() {
  reading ??= (async () => {
    await parsed();
    for (const line of await linesOf('rest')) lines.push(line);
    isRead = true;
    performance.mark('complete');
  })();
  return reading;
}
/// Calls when the rest is there: at once where it is.
export function withRest(act) {
  isRead ? act() : rest().then(act);
}

/// A part of the pool, parsed when it is first asked for.
const parts = new Map();
function part(kind, i) {
  const at = run.pool[kind] + i;
  if (!parts.has(at)) parts.set(at, JSON.parse(lines[at]));
  return parts.get(at);
}

export const formatOf = Object.fromEntries(run.formats.map((f) => [f.name, f]));
export const verdictName = run.verdicts.map((v) => v.name);

run.units.forEach((unit, index) => {
  unit.index = index;
  unit.facts = part('facts', unit.facts);
  const {plots, exemplars} = unit;
  for (const field of ['points', 'series', 'ranges'])
    Object.defineProperty(unit, field, {enumerable: true, get: () => part('plots', plots)[field]});
  Object.defineProperty(unit, 'exemplars', {enumerable: true, get: () => part('exemplars', exemplars)});
  unit.case = unit.facts.case;
  unit.family = unit.case.includes('/') ? unit.case.slice(0, unit.case.indexOf('/')) : unit.case;
  unit.checked = unit.counts.reduce((a, b) => a + b, 0);
});

export const units = run.units;
export const cases = [...new Set(units.map((u) => u.case))];
export const engines = run.engines;
export const formats = run.formats.map((f) => f.name).filter((f) => units.some((u) => u.format === f));

const byName = new Map(units.map((u) => [`${u.case} ${u.engine} ${u.format}`, u]));
export function findUnit(caseName, engine, format) {
  return byName.get(`${caseName} ${engine} ${format}`);
}

export function sum(list, field) {
  return list.reduce((total, unit) => total.map((n, i) => n + unit[field][i]), verdictName.map(() => 0));
}

/// The unit's exemplars with their rows of numbers and columns of steps as objects.
export function exemplarsOf(unit) {
  return unit.exemplars.map((e) => ({
                              ...e,
                              x: e.x.map(decode),
                              numbers: e.numbers.map(numberRow),
                              differences: e.differences === undefined ? undefined : part('differences', e.differences),
                              diagnosis: diagnosisOf(e)
                            }));
}

function numberRow(row) {
  const n = Object.fromEntries(run.numberFields.map((field, i) => [field, row[i]]));
  return {
    ...n,
    computed: decode(n.computed),
    reference: decode(n.reference),
    ulps: decode(n.ulps),
    sides: n.sides?.map(decode),
    estimate: n.estimate?.map(decode)
  };
}

function diagnosisOf({diagnosis}) {
  if (!diagnosis) return undefined;
  const {count, culprit, columns} = diagnosis.steps;
  const names = run.stepFields;
  const filled = columns.map((at, c) => part(c < 2 ? 'steps' : 'numbers', at));
  const numeric = (name, v) => name === 'text' ? v : decode(v);
  const steps =
      filled[0].map((_, i) => Object.fromEntries(names.map((name, c) => [name, numeric(name, filled[c][i])])));
  return {...diagnosis, count, steps: steps.map((s) => ({...s, culprit: s.index === culprit}))};
}

/// Bits lost from their character: halves up to 32, whole ones above.
function bitsOf(letter) {
  const steps = letter.charCodeAt(0) - 35;
  return letter === '!' ? undefined : steps < 64 ? steps / 2 : steps - 32;
}

/// The command that shows the exemplar again; without one, that measures the unit again.
export function commandOf(unit, exemplar) {
  const verb = exemplar?.at === undefined ? 'run' : 'explain', at = verb === 'run' ? '' : ` --at ${exemplar.at}`;
  return `clino ${verb} ${unit.facts.word}${at} --engine ${unit.engine} --format ${unit.format}${run.caseFiles}`;
}

const codes = (letters) => [...letters].map((c) => (c === '-' ? -1 : c.charCodeAt(0) - 97));

/// One number of the function at every point tried: {x, y, reference, bits, verdict, inside}, in order of the input.
export function samples(unit, series) {
  const column = (kind, i) => part(kind, i).map(decode);
  const input = Math.max(series.input, 0);
  const xs = unit.points.x.map((i) => column('x', i));
  const inside = part('letters', unit.points.inside);
  const reference = column('reference', series.reference);
  const y = part('computed', series.computed).map((v, i) => v === '=' ? reference[i] : decode(v)),
        bits = [...part('letters', series.bits)].map(bitsOf);
  const verdict = codes(series.verdict), existence = codes(part('letters', series.existence));
  const all = verdict.map((v, i) => ({
                            index: i,
                            point: xs.map((c) => c[i]),
                            x: xs[input]?.[i],
                            y: y[i],
                            reference: reference[i],
                            bits: bits[i],
                            verdict: verdictName[v],
                            exists: existence[i] === 0,
                            inside: inside[i] === '1',
                          }));
  return all.filter((p) => p.verdict !== undefined && Number.isFinite(p.x)).sort((a, b) => a.x - b.x);
}

/// Units that a filter keeps. Verdicts keep a unit that has any such partial in its working range.
export function filterUnits({verdicts, engines, formats, faults, levels, text = ''}) {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const searched = (u) => [u.case, u.facts.function, u.engine, u.format, ...u.facts.tags].join(' ').toLowerCase();
  const has = (u, name) => u.counts[verdictName.indexOf(name)] > 0 || verdictName[u.verdict] === name;
  const among = (list, item) => list.length === 0 || list.includes(item);
  return units.filter(
      (u) => (verdicts.length === 0 || verdicts.some((name) => has(u, name))) && among(engines, u.engine) &&
          among(formats, u.format) && among(faults, u.fault) && among(levels, u.leadLevel) &&
          words.every((w) => searched(u).includes(w)));
}
