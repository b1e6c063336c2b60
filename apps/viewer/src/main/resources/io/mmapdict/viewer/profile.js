// The values along a line through the picture.

import { button, make } from './dom.js';
import { number } from './format.js';
import { loadInto } from './load.js';
import { json } from './server.js';
import { Plot } from './plot.js';

const NAMES = ['red', 'green', 'blue', 'opacity'];
const COLOURS = [3, 5, 0, 6]; // those of the curves that are nearest

export class Profile {
  changed = () => {};
  #line = null; // {from: [x, y], to: [x, y]} in the scene
  #picture = null;

  constructor() {
    this.plot = new Plot({ label: 'Line profile', x: 'pixels from the start' });
    this.note = make('p', { class: 'facts' });
    this.element = make(
      'section',
      { class: 'profile', hidden: true, 'aria-label': 'Line profile' },
      make('div', { class: 'row' }, make('h3', {}, 'Line profile'), button('Close', 'Close the line profile', () => this.clear())),
      this.plot.element,
      this.note,
    );
    this.load = loadInto(this.element, () => this.plot.show([]));
  }

  show(picture) {
    if (this.#picture !== null && picture.size !== this.#picture.size) {
      this.#line = null;
    }
    this.#picture = picture;
    this.#load();
  }

  draw(from, to, isDone) {
    this.#line = { from, to };
    this.changed();
    if (isDone) {
      this.#load();
    }
  }

  clear() {
    this.#line = null;
    this.#load();
    this.changed();
  }

  #load() {
    this.load.stop();
    this.element.hidden = this.#line === null;
    if (this.#line === null) {
      return;
    }
    const picture = this.#picture;
    const inside = ([x, y]) => [
      Math.min(picture.rows - 1, Math.max(0, y - 0.5)),
      Math.min(picture.columns - 1, Math.max(0, x - 0.5)),
    ];
    const [from, to] = [inside(this.#line.from), inside(this.#line.to)];
    const [fromText, toText] = [from, to].map((place) => place.map((one) => one.toFixed(2)).join(','));
    this.load.run(async (signal) => {
      const lines = await Promise.all(
        picture.planes.map((plane) => json('line', { ...plane, from: fromText, to: toText }, signal)));
      this.plot.show(
        lines.map(({ values, points }, i) => ({
          name: picture.isRgb ? NAMES[i] : '',
          colour: picture.isRgb ? COLOURS[i] : 0,
          xs: points.map(([y, x]) => Math.hypot(y - points[0][0], x - points[0][1])),
          ys: values,
        })),
      );
      const place = (at) => `(${at.map((one) => number(Math.round(one))).join(', ')})`;
      this.note.textContent = `from ${place(from)} to ${place(to)}`;
    });
  }

  /** The line itself. */
  mark(context, stage) {
    if (this.#line === null) {
      return;
    }
    for (const [width, colour] of [[4, '#000a'], [2, '#fff']]) {
      context.beginPath();
      context.moveTo(...stage.point(...this.#line.from));
      context.lineTo(...stage.point(...this.#line.to));
      context.lineWidth = width * stage.unit;
      context.strokeStyle = colour;
      context.stroke();
    }
  }
}
