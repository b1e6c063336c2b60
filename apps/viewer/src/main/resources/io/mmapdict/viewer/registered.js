// The view of an image registered to another: the two in turn, one over the other, or their difference.

import { button, make, select } from './dom.js';
import { Frame } from './frame.js';
import { difference, plain } from './paint.js';
import { Pair } from './pair.js';
import { json } from './server.js';
import { Layer } from './tiles.js';

const BLINK = 700; // milliseconds; slower than what is dangerous to anybody

/** Whether the system's user wants nothing to move by itself. */
const STILL = matchMedia('(prefers-reduced-motion: reduce)');

export class RegisteredView {
  #way = 'overlay';
  #isSecond = false; // in blinking: which of the two
  #timer = 0;
  #names = [];

  constructor({ keys }) {
    this.keys = keys;
    this.frame = new Frame('A reference and an image registered to it');
    this.pair = new Pair(this.frame);
    this.pair.coloured = (hows) => this.#colour(hows);
    this.layers = [];
    this.note = make('p', { class: 'facts', role: 'status' });
    this.way = select('How the two are shown', [
      ['overlay', 'overlay'],
      ['blink', 'in turn (b)'],
      ['difference', 'difference'],
    ], (way) => this.#show(way));
    this.opacity = make('input', { type: 'range', min: 0, max: 100, value: 50, 'aria-label': 'How much of the registered image' });
    this.opacity.addEventListener('input', () => this.#arrange());
    this.opacityControl = make('label', { class: 'labelled' }, make('span', {}, 'Opacity'), this.opacity);
    this.turn = button('', '', () => (STILL.matches ? this.#turn() : this.#play(this.#timer === 0)));
    STILL.addEventListener('change', () => this.#play(false));
    this.frame.panel.append(
      make('div', { class: 'row' }, make('label', { class: 'labelled part' }, make('span', {}, 'Show'), this.way), this.turn),
      this.opacityControl,
      this.note,
      this.pair.panel.element,
    );
    this.element = this.frame.element;
    this.frame.under = (x, y) => this.#under(x, y);
    this.#name();
  }

  /** The reference's pixel: the other image's own lies elsewhere. */
  #under(x, y) {
    const [picture] = this.pair.pictures;
    return picture === undefined ? null : { picture, layer: this.layers[0], x, y, before: `${picture.entry.key} ` };
  }

  show(entry, place) {
    const { stage } = this.frame;
    this.frame.load.run(async (signal) => {
      const { image, reference } = await json('registered', { key: entry.key, v: entry.version }, signal);
      this.#names = [reference, image];
      this.pair.take(this.keys, this.#names);
      this.layers = this.#layers(entry);
      stage.show(this.layers, this.layers[0].columns, this.layers[0].rows);
      this.#show(['overlay', 'blink', 'difference'].includes(place.pair) ? place.pair : this.#way);
      await this.pair.count(signal);
    });
  }

  /** The reference, the image in its pixels, and the difference of the two. */
  #layers(entry) {
    const [reference, image] = this.pair.pictures;
    const via = image.planes.map((plane) => ({ ...plane, via: entry.key }));
    const { rows, columns } = reference;
    const changed = this.frame.stage.redraw;
    const colours = [...reference.colours, ...via.slice(0, image.colours.length)];
    return [
      reference.layer(changed),
      new Layer({ planes: via, rows, columns, paint: plain, changed }),
      new Layer({ planes: colours, rows, columns, paint: difference, changed }),
    ];
  }

  #colour([reference, image]) {
    const warped = image === null ? null : { ...image, outsideIsClear: true };
    this.layers[0].how = reference;
    this.layers[1].how = warped;
    this.layers[2].how =
      reference === null || warped === null ? null : { of: [reference, warped], split: this.pair.pictures[0].colours.length };
  }

  #show(way) {
    this.#way = way;
    this.way.value = way;
    if (way !== 'blink') {
      this.#play(false);
    }
    this.#arrange();
  }

  /** The button starts and ends taking turns; where nothing is to move by itself it takes one. */
  #name() {
    const isOn = this.#timer !== 0;
    const label = STILL.matches ? 'The other one of the two (b)' : 'In turn by a timer';
    this.turn.textContent = STILL.matches ? 'Other' : isOn ? 'Stop' : 'Play';
    Object.assign(this.turn, { title: label, ariaLabel: label, ariaPressed: STILL.matches ? null : String(isOn) });
  }

  /** Starts or ends taking turns by a timer. */
  #play(isOn) {
    clearInterval(this.#timer);
    this.#timer = 0;
    if (isOn) {
      this.#timer = setInterval(() => this.#next(), BLINK);
      this.#way = 'blink';
      this.way.value = 'blink';
    }
    this.#name();
    this.#arrange();
  }

  #next() {
    this.#isSecond = !this.#isSecond;
    this.#arrange();
  }

  /** One turn by hand. */
  #turn() {
    if (this.#way !== 'blink') {
      this.#show('blink');
    } else {
      this.#next();
    }
  }

  #arrange() {
    const [reference, image, apart] = this.layers;
    if (reference === undefined) {
      return;
    }
    const way = this.#way;
    // In turn, both are loaded, and one of them is clear.
    reference.isVisible = image.isVisible = way !== 'difference';
    apart.isVisible = way === 'difference';
    reference.opacity = way === 'blink' && this.#isSecond ? 0 : 1;
    image.opacity = way === 'blink' ? 1 - reference.opacity : Number(this.opacity.value) / 100;
    this.opacityControl.hidden = way !== 'overlay';
    const [first, second] = this.#names;
    this.note.textContent = {
      overlay: `${second} over ${first}`,
      blink: this.#isSecond ? second : first,
      difference: `how far ${first} and ${second} are apart`,
    }[way];
    this.frame.stage.redraw();
  }

  key(event) {
    if (event.key === 'b') {
      this.#turn();
      return true;
    }
    return this.frame.key(event);
  }

  place() {
    return { pair: this.#way };
  }

  shown() {
    return this.frame.shown();
  }

  hide() {
    this.#play(false);
    this.frame.hide();
  }
}
