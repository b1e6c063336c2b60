// The view of keypoints: circles of their scale, with a line in their direction, on the image they were found in.

import { make } from './dom.js';
import { count } from './format.js';
import { Frame } from './frame.js';
import { LookPanel, USUAL } from './look-panel.js';
import { Picture } from './picture.js';
import { json } from './server.js';

const LEAST = 2; // a circle's radius on the screen
const FEW = 1000; // below which the image is still seen

/** How far keypoints reach. */
const extent = (places, scale) =>
  places.reduce((most, place, i) => Math.max(most, (place ?? 0) + (scale?.[i] ?? 0) + 1), 1);

export class PointsView {
  #points = null;
  #order = []; // the points' numbers, the largest first
  #picture = null;
  #layer = null;
  #look = USUAL;
  #statistics = [];

  constructor({ keys }) {
    this.keys = keys;
    this.frame = new Frame('Keypoints on their image');
    this.look = new LookPanel();
    this.look.changed = (look) => {
      this.#look = look;
      this.#colour();
    };
    this.note = make('p', { class: 'facts' });
    this.number = make('input', { type: 'range', min: 0, 'aria-label': 'How many, the largest first' });
    this.number.addEventListener('input', this.frame.stage.redraw);
    this.frame.panel.append(
      this.note,
      make('label', { class: 'labelled' }, make('span', {}, 'Largest'), this.number),
      this.look.element,
    );
    this.element = this.frame.element;
    this.frame.stage.overlays.push((context, stage) => this.#draw(context, stage));
    this.frame.under = (x, y) => this.#picture && { picture: this.#picture, layer: this.#layer, x, y };
  }

  show(entry) {
    const { stage } = this.frame;
    this.#points = null; // or they would be drawn on what comes next, an error too
    this.frame.load.run(async (signal) => {
      const points = await json('points', { key: entry.key, v: entry.version }, signal);
      const image = points.image === null ? undefined : this.keys.get(points.image);
      this.#points = points;
      const { scale } = points;
      this.#order = points.x.map((_, i) => i);
      this.#order.sort((a, b) => (scale?.[b] ?? 0) - (scale?.[a] ?? 0));
      this.number.max = points.x.length;
      this.number.value = Math.min(points.x.length, FEW);
      this.#statistics = [];
      this.look.element.hidden = image === undefined;
      const some = points.x.length < points.total ? `${points.x.length.toLocaleString('en')} of ` : '';
      this.note.textContent =
        `${some}${count(points.total, 'keypoint')}` + (image === undefined ? '; their image is not in the file' : ` on ${image.key}`);
      if (image === undefined) {
        this.#picture = null;
        stage.show([], extent(points.x, points.scale), extent(points.y, points.scale));
        return;
      }
      this.#picture = new Picture(image);
      this.#layer = this.#picture.layer(stage.redraw);
      stage.show([this.#layer], this.#picture.columns, this.#picture.rows);
      this.#statistics = await this.#picture.statistics(signal);
      if (!signal.aborted) {
        this.#colour();
      }
    });
  }

  #colour() {
    const picture = this.#picture;
    const how = picture.how(this.#look, this.#statistics);
    this.#layer.how = how;
    this.look.show(this.#look, picture, how, {
      masked: this.#statistics[0]?.masked,
      nonfinite: this.#statistics[0]?.nonfinite,
    });
    this.frame.stage.redraw();
  }

  #draw(context, stage) {
    if (this.#points === null) {
      return;
    }
    const { x, y, scale, angle } = this.#points;
    const { unit } = stage;
    context.beginPath();
    for (const i of this.#order.slice(0, Number(this.number.value))) {
      const [left, top] = stage.point(x[i] + 0.5, y[i] + 0.5); // the centre of the first pixel is at 0
      const radius = Math.max(LEAST * unit, (scale?.[i] ?? 0) * stage.scale);
      context.moveTo(left + radius, top);
      context.arc(left, top, radius, 0, 2 * Math.PI);
      if (angle !== null && angle !== undefined) {
        context.moveTo(left, top);
        context.lineTo(left + radius * Math.cos(angle[i]), top + radius * Math.sin(angle[i]));
      }
    }
    for (const [width, colour] of [[4, '#000b'], [2, '#ffd34d']]) {
      context.lineWidth = width * unit;
      context.strokeStyle = colour;
      context.stroke();
    }
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
    this.#points = null;
    this.frame.hide();
  }
}
