// From values to positions between the darkest (0) and the lightest colour (1).

import { hasValues } from './statistics.js';

/** [what a select calls it, its text]; a percentile each, least and greatest. */
export const PRESETS = [
  ['0-100', '0 – 100 %'],
  ['0.1-99.9', '0.1 – 99.9 %'],
  ['1-99', '1 – 99 %'],
  ['2-98', '2 – 98 %'],
  ['5-95', '5 – 95 %'],
];
export const STORED = ['stored', 'as stored'];
export const LIMITS = ['limits', 'these limits'];

/** How steep the logarithm is: the first thousandth takes a tenth of the colours. */
const STEEP = 1000;
const SCALE = 1 / Math.log1p(STEEP);

const WHOLE_RANGE = { bool: [0, 1], uint8: [0, 255], uint16: [0, 65535], '>u2': [0, 65535] };

/** The limits of a type that is shown as it is stored, or null. */
export const storedLimits = (dtype) => WHOLE_RANGE[dtype] ?? null;

export const usualPreset = (dtype, isRgb) => (isRgb && dtype === 'uint8') || dtype === 'bool' ? 'stored' : '0.1-99.9';

/** The limits that a look asks for, of the planes' statistics together; null while they are not known. */
export function limits(look, statistics, dtype) {
  if (look.preset === 'limits') {
    return [look.low, look.high];
  }
  if (look.preset === 'stored' && storedLimits(dtype) !== null) {
    return storedLimits(dtype);
  }
  const [low, high] = (look.preset === 'stored' ? '0-100' : look.preset).split('-');
  const known = statistics.filter(hasValues);
  if (known.length === 0) {
    return statistics.length === 0 ? null : [0, 1];
  }
  return [
    Math.min(...known.map((one) => one.percentiles[low] ?? one.least)),
    Math.max(...known.map((one) => one.percentiles[high] ?? one.greatest)),
  ];
}

/** Of the values that are shown: a hundredth of the way to the lightest colour, which is black to the eye. */
const BLACK = 0.01;

/** Whether half of each plane would be black: of a radiance map, which has its light in a few places. */
export function isDark(statistics, low, high) {
  const known = statistics.filter(hasValues);
  return known.length > 0 && known.every((one) => position(one.percentiles['50'], low, high, false) < BLACK);
}

/** The position of a value. Where the limits are equal: below, at, above. */
export function position(value, low, high, isLog) {
  if (high === low) {
    return value < low ? 0 : value > high ? 1 : 0.5;
  }
  const t = Math.min(1, Math.max(0, (value - low) / (high - low)));
  return isLog ? Math.log1p(STEEP * t) * SCALE : t;
}

/** The value at a position. */
export function valueAt(t, low, high, isLog) {
  return low + (high - low) * (isLog ? Math.expm1(t / SCALE) / STEEP : t);
}
