// The view of the attempt to register one image to another: both side by side, with lines between what was matched.

import { make } from './dom.js';
import { count } from './format.js';
import { Frame } from './frame.js';
import { Pair } from './pair.js';
import { json } from './server.js';

const GAP = 0.02; // between the images, of the first one's width
const FEW = 200; // lines that can be told apart

export class MatchesView {
  #matches = null;
  #offset = 0;

  constructor({ keys }) {
    this.keys = keys;
    this.frame = new Frame('Two images and their matches');
    this.pair = new Pair(this.frame);
    this.pair.coloured = (hows) => this.layers.forEach((layer, i) => (layer.how = hows[i]));
    this.layers = [];
    this.note = make('p', { class: 'facts' });
    this.lines = make('input', { type: 'range', min: 0, max: 100, value: 70, 'aria-label': 'How strong the lines are' });
    this.lines.addEventListener('input', this.frame.stage.redraw);
    this.number = make('input', { type: 'range', min: 0, 'aria-label': 'How many lines' });
    this.number.addEventListener('input', this.frame.stage.redraw);
    this.frame.panel.append(
      this.note,
      make('label', { class: 'labelled' }, make('span', {}, 'Number'), this.number),
      make('label', { class: 'labelled' }, make('span', {}, 'Strength'), this.lines),
      this.pair.panel.element,
    );
    this.element = this.frame.element;
    this.frame.stage.overlays.push((context, stage) => this.#draw(context, stage));
    this.frame.under = (x, y) => this.#under(x, y);
  }

  /** The pixel of the one image or of the other. */
  #under(x, y) {
    const i = x < this.#offset ? 0 : 1;
    const picture = this.pair.pictures[i];
    return this.#matches === null ? null : { picture, layer: this.layers[i], x: x - i * this.#offset, y, before: `${picture.entry.key} ` };
  }

  show(entry) {
    const { stage } = this.frame;
    this.#matches = null;
    this.frame.load.run(async (signal) => {
      const matches = await json('matches', { key: entry.key, v: entry.version }, signal);
      this.note.textContent =
        matches.why === null || matches.why === undefined
          ? `${count(matches.pairs.length, 'match').replace('matchs', 'matches')}, ${matches.from} to ${matches.to}`
          : `${matches.from} could not be registered to ${matches.to}: ${matches.why}`;
      this.pair.take(this.keys, [matches.from, matches.to]);
      const [one, other] = this.pair.pictures;
      this.#offset = Math.ceil(one.columns * (1 + GAP));
      this.#matches = matches;
      this.number.max = matches.pairs.length;
      this.number.value = Math.min(matches.pairs.length, FEW);
      this.layers = [one.layer(stage.redraw), other.layer(stage.redraw, { left: this.#offset })];
      stage.show(this.layers, this.#offset + other.columns, Math.max(one.rows, other.rows));
      await this.pair.count(signal);
    });
  }

  /** Each line in a hue of its own: which point belongs to which can be told in a bundle. */
  #draw(context, stage) {
    if (this.#matches === null || this.lines.value === '0') {
      return;
    }
    const { pairs } = this.#matches;
    const number = Number(this.number.value);
    const { unit } = stage;
    context.lineWidth = 1.5 * unit;
    context.globalAlpha = Number(this.lines.value) / 100;
    for (let i = 0; i < number; i++) {
      const [x, y, x2, y2] = pairs[Math.floor((i * pairs.length) / number)]; // evenly chosen
      const from = stage.point(x + 0.5, y + 0.5);
      const to = stage.point(x2 + 0.5 + this.#offset, y2 + 0.5);
      context.strokeStyle = `oklch(0.8 0.15 ${(i * 137.5) % 360})`;
      context.beginPath();
      context.moveTo(...from);
      context.lineTo(...to);
      for (const [left, top] of [from, to]) {
        context.moveTo(left + 3 * unit, top);
        context.arc(left, top, 3 * unit, 0, 2 * Math.PI);
      }
      context.stroke();
    }
    context.globalAlpha = 1;
  }

  key(event) {
    return this.frame.key(event);
  }

  place() {
    return {};
  }

  shown() {
    return this.frame.shown();
  }

  hide() {
    this.#matches = null;
    this.frame.hide();
  }
}
