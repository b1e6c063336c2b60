// From a tile's values to its pixels. What is masked or no number gets stripes.

import { MASKED, NOT_A_NUMBER, word, words } from './colours.js';
import { position } from './stretch.js';

const MASKED_WORDS = MASKED.map(word);
const NAN_WORDS = NOT_A_NUMBER.map(word);
const CLEAR = 0;

const stripe = (i, columns) => (((i % columns) + Math.floor(i / columns)) >> 2) & 1;

/** One plane through a colour map. how: {low, high, isLog, map, inverted, outsideIsClear}. */
export function mapped([tile], how, out) {
  const { values, masked, columns } = tile;
  const colours = words(how.map, how.inverted);
  const { low, high, isLog } = how;
  const span = high - low;
  const isPlain = !isLog && span > 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    if (masked !== null && masked[i] !== 0) {
      out[i] = MASKED_WORDS[stripe(i, columns)];
    } else if (value !== value) {
      out[i] = how.outsideIsClear ? CLEAR : NAN_WORDS[stripe(i, columns)];
    } else {
      const at = isPlain ? (255 * (value - low)) / span : 255 * position(value, low, high, isLog);
      out[i] = colours[at <= 0 ? 0 : at >= 255 ? 255 : Math.floor(at + 0.5)];
    }
  }
}

/** Three planes as red, green and blue; a fourth is the opacity, 0 to how.opaque, which no stretch changes. */
export function rgb(tiles, how, out) {
  const { low, high, isLog, inverted } = how;
  const { columns } = tiles[0];
  const [reds, greens, blues, opacities = null] = tiles.map((tile) => tile.values);
  const masks = tiles.map((tile) => tile.masked).filter((masked) => masked !== null);
  const level = (value) => {
    const at = Math.round(255 * position(value, low, high, isLog));
    return inverted ? 255 - at : at;
  };
  for (let i = 0; i < out.length; i++) {
    const r = reds[i];
    const g = greens[i];
    const b = blues[i];
    const opacity = opacities === null ? how.opaque : opacities[i];
    if (masks.some((masked) => masked[i] !== 0)) {
      out[i] = MASKED_WORDS[stripe(i, columns)];
    } else if (r !== r || g !== g || b !== b || opacity !== opacity) {
      out[i] = how.outsideIsClear ? CLEAR : NAN_WORDS[stripe(i, columns)];
    } else {
      const alpha = opacities === null ? 255 : Math.round(255 * position(opacity, 0, how.opaque, false));
      out[i] = ((alpha << 24) | (level(b) << 16) | (level(g) << 8) | level(r)) >>> 0;
    }
  }
}

/** One plane, or three or four. */
export const plain = (tiles, how, out) => (tiles.length === 1 ? mapped : rgb)(tiles, how, out);

/** How far two pictures' pixels are apart; clear where one has none. how: {of: [how, how], split}. */
export function difference(tiles, how, out) {
  const other = new Uint32Array(out.length);
  plain(tiles.slice(0, how.split), how.of[0], out);
  plain(tiles.slice(how.split), how.of[1], other);
  const a = new Uint8Array(out.buffer, out.byteOffset, 4 * out.length);
  const b = new Uint8Array(other.buffer);
  for (let i = 0; i < out.length; i++) {
    if (out[i] === CLEAR || other[i] === CLEAR) {
      out[i] = CLEAR;
    } else {
      for (let c = 4 * i; c < 4 * i + 3; c++) {
        a[c] = Math.abs(a[c] - b[c]);
      }
    }
  }
}
