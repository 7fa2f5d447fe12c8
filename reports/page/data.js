// The data of the page: the run as C++ wrote it (reports/page_data.hpp), with the shared parts put back in place.
import {decode} from './numbers.js';

export const run = JSON.parse(document.getElementById('run').textContent);

export const formatOf = Object.fromEntries(run.formats.map((f) => [f.name, f]));
export const verdictName = run.verdicts.map((v) => v.name);

run.units.forEach((unit, index) => {
  unit.index = index;
  unit.facts = run.pool[unit.facts];
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

const codes = (letters) => [...letters].map((c) => (c === '-' ? -1 : c.charCodeAt(0) - 97));

/// One number of the function at every point tried: {x, y, reference, bits, verdict, inside}, in order of the input.
export function samples(unit, series) {
  const column = (i) => run.pool[i].map(decode);
  const input = Math.max(series.input, 0);
  const xs = unit.points.x.map(column);
  const inside = run.pool[unit.points.inside];
  const y = column(series.computed), reference = column(series.reference), bits = run.pool[series.bits];
  const verdict = codes(series.verdict), existence = codes(run.pool[series.existence]);
  const all = verdict.map((v, i) => ({
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
export function filterUnits({verdicts = [], engines: e = [], formats: f = [], faults = [], text = ''}) {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const has = (unit, name) => unit.counts[verdictName.indexOf(name)] > 0 || verdictName[unit.verdict] === name;
  return units.filter(
      (unit) => (verdicts.length === 0 || verdicts.some((name) => has(unit, name))) &&
          (e.length === 0 || e.includes(unit.engine)) && (f.length === 0 || f.includes(unit.format)) &&
          (faults.length === 0 || faults.includes(unit.fault)) &&
          words.every(
              (w) => `${unit.case} ${unit.facts.function} ${unit.engine} ${unit.format} ${unit.facts.tags.join(' ')}`
                         .toLowerCase()
                         .includes(w)));
}
