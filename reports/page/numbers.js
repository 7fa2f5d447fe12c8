// Numbers of a format: reading, order, decimal and hexadecimal text.

/// What the data hold: numbers as they are, the others as words.
export function decode(value) {
  return typeof value === 'string' ? Number(value) : value;
}

/// `x`, given by the shortest digits of the format, as the very number of the format: ties to even.
export function roundTo(format, x) {
  if (format.precision === 53 || !Number.isFinite(x) || x === 0) return x;
  if (format.precision === 24) return Math.fround(x);
  const spacing = 2 ** (Math.max(exponent(x), format.emin) - format.precision + 1);
  const n = x / spacing, below = Math.floor(n), rest = n - below;
  return (rest > 0.5 || (rest === 0.5 && below % 2 !== 0) ? below + 1 : below) * spacing;
}

/// floor(log2|x|) of a finite number other than 0.
function exponent(x) {
  const bits = new DataView(new ArrayBuffer(8));
  bits.setFloat64(0, x);
  const biased = (bits.getUint16(0) >> 4) & 0x7ff;
  return biased > 0 ? biased - 1023 : exponent(x * 2 ** 64) - 64;
}

/// Place of a number in the order of the format's numbers, 0 at zero. Above 2^53 rounded: good for drawing.
export function ordinal(format, x) {
  const a = Math.abs(x);
  let n = 0;
  if (a !== 0) {
    const top = Number.isFinite(a) ? exponent(a) : format.emax + 1;
    const e = Math.max(top, format.emin) - format.precision + 1;
    const perBinade = 2 ** (format.precision - 1);
    const significand = Number.isFinite(a) ? a / 2 ** Math.max(e, -1074) : perBinade;
    n = significand + (e - (format.emin - format.precision + 1)) * perBinade;
  }
  return x < 0 ? -n : n;
}

/// The number at a place of that order, as exact as binary64 can count places.
export function fromOrdinal(format, place) {
  const n = Math.abs(place), perBinade = 2 ** (format.precision - 1);
  const binade = Math.max(0, Math.floor(n / perBinade) - 1);
  const x = (n - binade * perBinade) * 2 ** (binade + format.emin - format.precision + 1);
  return Math.sign(place) * Math.min(x, largest(format));
}

export function largest(format) {
  return (2 - 2 ** (1 - format.precision)) * 2 ** format.emax;
}

/// Decimal text: the digits of the data.
export function decimal(x) {
  if (x === undefined || x === null) return '';
  if (Object.is(x, -0)) return '-0';
  if (Math.abs(x) >= 1e15 || (x !== 0 && Math.abs(x) < 1e-4)) return x.toExponential().replace('e+', 'e');
  return String(x);
}

/// Decimal text of a size, two digits.
export function rough(x) {
  if (!Number.isFinite(x)) return decimal(x);
  const plain = x === 0 || (Math.abs(x) < 1e6 && Math.abs(x) >= 1e-4);
  return plain ? decimal(Number(x.toPrecision(2))) : x.toExponential(1).replace('.0e', 'e').replace('e+', 'e');
}

/// C99 hexadecimal text of the number of the format that the digits mean: 0x1.9p+6.
export function hex(format, digits) {
  const x = roundTo(format, digits);
  if (!Number.isFinite(x)) return decimal(x);
  const sign = x < 0 || Object.is(x, -0) ? '-' : '';
  if (x === 0) return sign + '0x0p+0';
  const e = exponent(x);
  const fraction = scaled(Math.abs(x), -e) - 1;
  const tail = fraction === 0 ? '' : '.' + (fraction * 2 ** 52).toString(16).padStart(13, '0').replace(/0+$/, '');
  return `${sign}0x1${tail}p${e < 0 ? '-' : '+'}${Math.abs(e)}`;
}

/// x * 2^e where 2^e itself may overflow.
function scaled(x, e) {
  return e > 1000 ? x * 2 ** 1000 * 2 ** (e - 1000) : x * 2 ** e;
}

export function grouped(n) {
  return String(n).replace(/\B(?=(\d{3})+$)/g, ',');
}

export function counted(n, noun) {
  return `${grouped(n)} ${noun}${n === 1 ? '' : 's'}`;
}
