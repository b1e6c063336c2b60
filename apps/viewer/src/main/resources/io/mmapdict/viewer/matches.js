// The view of the attempt to register one image to another: both beside each other, or below where the window is narrow,
// with lines between what was matched.

import { make } from './dom.js';
import { count } from './format.js';
import { Frame } from './frame.js';
import { Pair } from './pair.js';
import { json } from './server.js';

const GAP = 0.02; // between the images, of the first one's width or height
const MUCH = 1.5; // times larger: worth to have them below each other
const FEW = 200; // lines that can be told apart

export class MatchesView {
  #matches = null;
  #offset = { left: 0, top: 0 }; // of the second image

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
    const { left, top } = this.#offset;
    const i = x < left || y < top ? 0 : 1;
    const picture = this.pair.pictures[i];
    const before = `${picture?.entry.key} `;
    return this.#matches === null ? null : { picture, layer: this.layers[i], x: x - i * left, y: y - i * top, before };
  }

  /** Where the second image lies: where both are larger by it, below. */
  #place(one, other) {
    const { clientWidth: width, clientHeight: height } = this.frame.stage.canvas;
    const beside = Math.min(width / (one.columns + other.columns), height / Math.max(one.rows, other.rows));
    const below = Math.min(width / Math.max(one.columns, other.columns), height / (one.rows + other.rows));
    this.#offset =
      below > MUCH * beside
        ? { left: 0, top: Math.ceil(one.rows * (1 + GAP)) }
        : { left: Math.ceil(one.columns * (1 + GAP)), top: 0 };
    return this.#offset;
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
      const { left, top } = this.#place(one, other);
      this.#matches = matches;
      this.number.max = matches.pairs.length;
      this.number.value = Math.min(matches.pairs.length, FEW);
      this.layers = [one.layer(stage.redraw), other.layer(stage.redraw, { left, top })];
      stage.show(this.layers, Math.max(one.columns, left + other.columns), Math.max(one.rows, top + other.rows));
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
      const to = stage.point(x2 + 0.5 + this.#offset.left, y2 + 0.5 + this.#offset.top);
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
