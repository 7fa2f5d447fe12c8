// Marks of the charts: each verdict has its own shape, so that colour never stands alone.
import {h} from './dom.js';

const dot = (x, y, r) => `M${x - r},${y}a${r},${r} 0 1,0 ${2 * r},0a${r},${r} 0 1,0 ${- 2 * r},0`;
const cross = (x, y, r) => `M${x - r},${y - r}l${2 * r},${2 * r}M${x - r},${y + r}l${2 * r},${- 2 * r}`;
const tick = (x, y, r) => `M${x},${y - r}v${2 * r}`;
const diamond = (x, y, r) => `M${x},${y - r}l${r},${r}l${- r},${r}l${- r},${- r}z`;
const caret = (x, y, r) => `M${x - r},${y + r}l${r},${- 2 * r}l${r},${2 * r}`;
const shapes = {
  accurate: [dot, 2.2, 'full'],
  ill_conditioned: [dot, 2.6, 'line'],
  inaccurate: [diamond, 3.4, 'full'],
  wrong: [cross, 3.2, 'line'],
  non_finite: [tick, 5, 'line'],
  underflow: [dot, 3, 'line'],
  kink: [caret, 3.2, 'line'],
  subgradient: [diamond, 3.4, 'line'],
  invented: [caret, 3.2, 'line'],
  undefined: [tick, 5, 'line'],
  undecided: [tick, 3, 'line'],
  failed: [cross, 3.2, 'line'],
  unsupported: [tick, 3, 'line'],
};

/// One path for all marks of a verdict: few elements however many points. `at` gives [x, y] of a sample.
export function marks(samples, at, verdictOf = (s) => s.verdict) {
  const groups = new Map();
  for (const s of samples) {
    const key = `${verdictOf(s)} ${s.inside ? 'inside' : 'outside'}`;
    groups.set(key, [...(groups.get(key) ?? []), s]);
  }
  return [...groups].map(([key, list]) => {
    const [verdict, where] = key.split(' ');
    const [shape, radius, ink] = shapes[verdict];
    const d = list.map((s) => shape(...at(s).map((v) => Number(v.toFixed(1))), radius)).join('');
    return h('path', {class: `mark ${ink} ${where} v-${verdict}`, d});
  });
}

/// The lane of a number that has no place on the numeric axis; undefined where it has one.
export function laneOf(s) {
  if (Number.isNaN(s.y)) return 'NaN';
  if (!Number.isFinite(s.y) && s.verdict !== 'accurate') return '±∞';
  if (s.verdict === 'underflow') return 'zero';
  if (['kink', 'subgradient'].includes(s.verdict)) return 'kink';
  if (!s.exists) return 'none exists';
  return undefined;
}
export const lanes = ['NaN', '±∞', 'zero', 'kink', 'none exists'];
export const laneMeaning = {
  'NaN': 'not a number',
  '±∞': 'infinite',
  'zero': 'lost to zero',
  'kink': 'the one-sided slopes differ',
  'none exists': 'no derivative exists here, or none could be proved',
};
