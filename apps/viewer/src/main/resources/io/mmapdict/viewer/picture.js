// A plane of an array, or three of them as colours, perhaps with a fourth, the opacity: what is asked for, and how its
// values become colours.

import { element, opaque, planes, usual } from './axes.js';
import { below } from './dtype.js';
import { isDark, limits, storedLimits, usualPreset } from './stretch.js';
import { plain } from './paint.js';
import { statistics } from './statistics.js';
import { Layer } from './tiles.js';

export class Picture {
  /** path: the fields of a structured array; choice: of axes, the usual one if null. */
  constructor(entry, path = [], choice = null) {
    this.entry = entry;
    this.array = below(entry.dtype, entry.shape, path);
    this.choice = choice ?? usual(this.array.shape, this.array.dtype);
    this.base = { key: entry.key, field: this.array.path, v: entry.version };
    this.planes = planes(this.choice).map((at) => ({ ...this.base, at }));
    this.colours = this.planes.slice(0, 3);
    this.isRgb = this.colours.length === 3;
    this.hasOpacity = this.planes.length > this.colours.length;
    const length = (role) => this.array.shape[this.choice.at.indexOf(role)] ?? 1;
    this.rows = length('y');
    this.columns = length('x');
  }

  /** So that a picture of the same size keeps what was chosen in it. */
  get size() {
    return `${this.rows} x ${this.columns}`;
  }

  statistics(signal) {
    return statistics(this.colours, signal);
  }

  preset(look) {
    return look.preset ?? usualPreset(this.array.dtype, this.isRgb);
  }

  /** How values become colours; null where that needs statistics that are not known. */
  how(look, known) {
    const both = limits({ ...look, preset: this.preset(look) }, known, this.array.dtype);
    if (both === null) {
      return null;
    }
    const [low, high] = both;
    const { map, inverted } = look;
    const isLog = look.isLog ?? (this.isRgb && storedLimits(this.array.dtype) === null && isDark(known, low, high));
    return { low, high, opaque: opaque(this.array.dtype), isLog, map, inverted };
  }

  layer(changed, { left = 0, top = 0, isFresh = false } = {}) {
    const { planes: all, rows, columns, hasOpacity } = this;
    return new Layer({ planes: all, rows, columns, left, top, isFresh, hasGround: hasOpacity, paint: plain, changed });
  }

  /** An element's place, as 'value' wants it: one of each plane. */
  elements(row, column) {
    return this.isRgb
      ? this.choice.rgb.map((index) => this.choice.at.map((one, axis) =>
          one === 'c' ? index : element(this.choice, row, column)[axis]))
      : [element(this.choice, row, column)];
  }

  has(row, column) {
    return row >= 0 && row < this.rows && column >= 0 && column < this.columns;
  }
}
