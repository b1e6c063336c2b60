// The spectra of some pixels: the values along an axis that the picture does not have.

import { button, make, select, setOptions } from './dom.js';
import { spectral } from './axes.js';
import { loadInto } from './load.js';
import { json } from './server.js';
import { Plot } from './plot.js';

const MOST = 8; // as many as there are colours

export class Spectra {
  changed = () => {}; // the pixels are others
  pixels = []; // {row, column, colour}
  #picture = null;
  #axis = null;
  #dots = []; // in the legend, which know the colours

  constructor() {
    this.plot = new Plot({ label: 'Spectrum', x: 'index' });
    this.legend = make('ul', { class: 'pixels', 'aria-label': 'Pixels' });
    this.axis = select('Spectrum along', [], (axis) => this.#along(Number(axis)));
    this.title = make('h3', {}, 'Spectrum');
    this.element = make(
      'section',
      { class: 'spectra', hidden: true, 'aria-label': 'Spectrum' },
      make('div', { class: 'row' }, this.title, this.axis, button('Close', 'Close the spectrum', () => this.clear())),
      this.plot.element,
      this.legend,
    );
    this.load = loadInto(this.element, () => this.plot.show([]));
  }

  /** The same pixels in another picture, if it has them and a further axis. */
  show(picture) {
    this.#picture = picture;
    const axes = spectral(picture.choice, picture.array.shape);
    if (!axes.includes(this.#axis)) {
      this.#axis = axes[0] ?? null;
    }
    setOptions(this.axis, axes.map((axis) => [String(axis), `along axis ${axis}`]));
    this.axis.value = String(this.#axis);
    this.axis.hidden = axes.length < 2;
    this.pixels = this.#axis === null ? [] : this.pixels.filter(({ row, column }) => picture.has(row, column));
    this.#load();
  }

  get isPossible() {
    return this.#axis !== null;
  }

  /** A click: this pixel, alone or beside the others. */
  pick(row, column, isAdded) {
    if (this.#axis === null || !this.#picture.has(row, column)) {
      return;
    }
    const others = isAdded ? this.pixels.filter((one) => one.row !== row || one.column !== column) : [];
    const free = [...Array(MOST).keys()].find((colour) => others.every((one) => one.colour !== colour));
    this.pixels = [...others.slice(free === undefined ? 1 : 0), { row, column, colour: free ?? others[0].colour }];
    this.#load();
    this.changed();
  }

  clear() {
    this.pixels = [];
    this.#load();
    this.changed();
  }

  #along(axis) {
    this.#axis = axis;
    this.#load();
  }

  #remove(pixel) {
    this.pixels = this.pixels.filter((one) => one !== pixel);
    this.#load();
    this.changed();
  }

  #load() {
    this.load.stop();
    this.element.hidden = this.pixels.length === 0;
    if (this.pixels.length === 0) {
      return;
    }
    this.#list();
    const picture = this.#picture;
    const axis = this.#axis;
    this.load.run(async (signal) => {
      const lines = await Promise.all(
        this.pixels.map(({ row, column }) => {
          const at = picture.elements(row, column)[0].map((one, i) => (i === axis ? '*' : one)).join(',');
          return json('line', { ...picture.base, at }, signal);
        }),
      );
      if (signal.aborted) {
        return;
      }
      this.plot.show(
        lines.map(({ step, values }, i) => {
          const { row, column, colour } = this.pixels[i];
          return { name: `(${row}, ${column})`, colour, xs: values.map((_, at) => at * step), ys: values };
        }),
        { x: `index on axis ${axis}`, label: `Spectrum along axis ${axis} of ${this.pixels.length} pixels` },
      );
    });
  }

  #list() {
    this.#dots = this.pixels.map(({ colour }) => make('span', { class: `dot series-${colour}`, 'aria-hidden': true }));
    this.legend.replaceChildren(
      ...this.pixels.map((pixel, i) => {
        const name = `(${pixel.row}, ${pixel.column})`;
        return make(
          'li',
          {},
          this.#dots[i],
          name,
          button('×', `Remove ${name}`, () => this.#remove(pixel)),
        );
      }),
    );
  }

  /** Rings around the pixels. */
  mark(context, stage) {
    const { unit } = stage;
    const size = Math.max(6 * unit, stage.scale * 0.75);
    for (const [i, { row, column }] of this.pixels.entries()) {
      const [x, y] = stage.point(column + 0.5, row + 0.5);
      context.beginPath();
      context.arc(x, y, size, 0, 2 * Math.PI);
      for (const [width, colour] of [[6, '#000'], [4.5, '#fff'], [2.5, getComputedStyle(this.#dots[i]).backgroundColor]]) {
        context.lineWidth = width * unit;
        context.strokeStyle = colour;
        context.stroke();
      }
    }
  }
}
