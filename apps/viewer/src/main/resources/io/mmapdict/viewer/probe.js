// The value below the cursor: at once what the tile has, then the exact one; one request at a time.

import { number } from './format.js';
import { isAbort, json } from './server.js';

export class Probe {
  #readout;
  #wanted = null;
  #isAsking = false;

  constructor(readout) {
    this.#readout = readout;
  }

  clear() {
    this.#wanted = null;
    this.#readout.textContent = '\u00a0';
  }

  /** A pixel of a picture that this layer shows; before: what is said in front. */
  show(picture, layer, row, column, before = '') {
    if (!picture.has(row, column)) {
      this.clear();
      return;
    }
    const elements = picture.elements(row, column);
    const name = `${before}[${elements[0].map((one, axis) => (picture.choice.at[axis] === 'c' ? ':' : one)).join(', ')}]`;
    if (this.#wanted?.name === name && this.#wanted.base === picture.base) {
      return;
    }
    this.#wanted = { name, elements, base: picture.base };
    const sample = layer.sample(row, column);
    this.#readout.textContent =
      sample === null || picture.isRgb ? name : `${name} ≈ ${sample.masked ? 'masked' : number(sample.value, 7)}`;
    this.#ask();
  }

  async #ask() {
    if (this.#isAsking) {
      return; // whoever asks looks again
    }
    this.#isAsking = true;
    try {
      for (let wanted = this.#wanted; wanted !== null && !wanted.isAsked; wanted = this.#wanted) {
        wanted.isAsked = true;
        const texts = [];
        for (const at of wanted.elements) {
          const answer = await json('value', { ...wanted.base, at: at.join(',') });
          texts.push(`${texts.length === 3 ? 'opacity ' : ''}${answer.masked ? 'masked' : answer.text}`);
        }
        if (this.#wanted === wanted) {
          this.#readout.textContent = `${wanted.name} = ${texts.join('  ')}`;
        }
      }
    } catch (error) {
      if (!isAbort(error)) {
        this.#readout.textContent = error.message;
      }
    } finally {
      this.#isAsking = false;
    }
  }
}
