// About this run: how it was made, and what the words mean.
import {run, units} from './data.js';
import {h, section} from './dom.js';
import {badge, meaning, severity} from './words.js';

function pairs(list) {
  return h(
      'dl', {},
      list.filter(([, value]) => value !== '' && value !== undefined)
          .map(([name, value]) => [h('dt', {}, name), h('dd', {}, value)]));
}

function levelOf(verdict) {
  if (['failed', 'wrong', 'non_finite', 'underflow'].includes(verdict)) return 'error';
  if (verdict === 'kink') return 'warning';
  if (verdict === 'inaccurate') return 'note up to a quarter of the significand, else warning';
  return ['invented', 'undecided', 'unsupported'].includes(verdict) ? 'note' : 'ok';
}

function definitions() {
  return h(
      'table', {class: 'plain'},
      h('thead', {}, h('tr', {}, ['Verdict', 'Meaning', 'Level'].map((t) => h('th', {scope: 'col'}, t)))),
      h('tbody', {},
        severity.map((v) => h('tr', {}, h('td', {}, badge(v)), h('td', {}, meaning(v)), h('td', {}, levelOf(v))))));
}

const card = (title, list) => h('div', {class: 'card'}, h('h2', {}, title), pairs(list));

function asked(header) {
  return [
    [
      'Functions',
      `${new Set(units.map((u) => u.case)).size}${header.globs.length ? `: ${header.globs.join(', ')}` : ''}`
    ],
    ['Files', header.files.join(', ')],
    ['Engines', run.engines.join(', ')],
    ['Inputs', `${header.points} sampled for each gradient, besides the special ones`],
    ['Seed', header.seed],
    [
      'Allowed error',
      `${header.ulps} ulps of the correctly rounded number, or of the exact one at inputs within ${
          header.inputUlps} ulps`
    ],
    ['Operations an engine lacks', header.shims],
    ['Literals', header.literals],
    ['Fingerprint of the cases', header.catalogue],
    ['Rules of the reference', `version ${header.rules}`],
    ['State', run.complete ? 'complete' : 'incomplete: the run did not reach its end'],
  ];
}

/// The host's text holds the machine, then how the process computes: "rounding: to nearest; subnormals: kept".
function machine(header) {
  const [host, ...facts] = header.host.split('; ');
  const named = Object.fromEntries(facts.map((f) => f.split(': ')));
  const fma = {
    fma: 'the processor has it',
    'no-fma': 'the processor lacks it'
  }[header.environment.split('-').slice(3).join('-')];
  return [
    ['Clinometer', header.version],
    ['Compiler', header.compiler],
    ['Flags', header.flags],
    ['Math library', header.libm],
    ['Host', host],
    ['Environment', header.environment],
    [
      'Fused multiply-add',
      [fma, named.contraction && `contraction by the compiler ${named.contraction}`].filter(Boolean).join('; ')
    ],
    ['Rounding mode', named.rounding],
    ['Subnormals (FTZ, DAZ)', named.subnormals],
    ['Intermediate results', named.evaluation],
    ['Started', header.started],
  ];
}

export function about() {
  const header = run.header;
  const supplied = [...new Set(units.flatMap((u) => u.supplied.map((op) => `${u.engine}: ${op}`)))].sort();
  return {
    title: 'About this run',
    content: [
      h('h1', {}, 'About this run'),
      h('div', {class: 'pair'}, card('The run', asked(header)), card('The machine', machine(header))),
      section(
          'What the verdicts mean', 'One verdict for each number: the value, and each partial derivative.',
          h('div', {class: 'card'}, definitions())),
      section(
          'How to read the numbers', null,
          h('div', {class: 'card prose'},
            h('p', {}, h('strong', {}, 'Reference. '),
              'The derivative of the program in real arithmetic, enclosed by ball arithmetic at rising ' +
                  'precision until it rounds to one number of the format. Where that fails, the verdict says so.'),
            h('p', {}, h('strong', {}, 'Finite difference. '),
              'A witness, not the judge: it travels with its own error bar.'),
            h('p', {}, h('strong', {}, 'Bits lost. '),
              'log2 of the error in ulps of the format at the reference. Three bits are about one decimal digit.'),
            h('p', {}, h('strong', {}, 'Float order. '),
              'An axis on which neighbouring numbers of the format are equally far apart, ' +
                  'so that 10⁻³⁰ gets as much room as 10³⁰.'),
            h('p', {}, h('strong', {}, 'Working range. '),
              'The inputs that the function is meant for. Counts and levels refer to it; ' +
                  'the rest of the format is shown apart.'),
            h('p', {}, h('strong', {}, 'Worst. '),
              'The worst of the inputs that were tried, never a proven maximum.'))),
      supplied.length ? section(
                            'Rules supplied by Clinometer', 'Operations that the engine has no rule for.',
                            h('p', {class: 'card'}, h('code', {}, supplied.join(', ')))) :
                        null,
    ],
  };
}
