// The view of an image registered to another: the two in turn, one over the other, or their difference.

import { button, make, select } from './dom.js';
import { Frame } from './frame.js';
import { difference, plain } from './paint.js';
import { Pair } from './pair.js';
import { isAbort, json } from './server.js';
import { Layer } from './tiles.js';

const BLINK = 700; // milliseconds; slower than what is dangerous to anybody

export class RegisteredView {
  #way = 'overlay';
  #isSecond = false; // in blinking: which of the two
  #timer = 0;
  #names = [];
  #stop = new AbortController();

  constructor({ keys }) {
    this.keys = keys;
    this.frame = new Frame('A reference and an image registered to it');
    this.pair = new Pair(this.frame);
    this.pair.coloured = (hows) => this.#colour(hows);
    this.layers = [];
    this.note = make('p', { class: 'facts', role: 'status' });
    this.way = select('How the two are shown', [
      ['overlay', 'one over the other'],
      ['blink', 'in turn (b)'],
      ['difference', 'their difference'],
    ], (way) => this.#show(way));
    this.opacity = make('input', { type: 'range', min: 0, max: 100, value: 50, 'aria-label': 'How much of the registered image' });
    this.opacity.addEventListener('input', () => this.#arrange());
    this.opacityControl = make('label', { class: 'labelled' }, make('span', {}, 'Opacity'), this.opacity);
    this.turn = button('Play', 'In turn by a timer', () => this.#play(this.#timer === 0), { 'aria-pressed': 'false' });
    this.frame.panel.append(
      make('div', { class: 'row' }, make('label', { class: 'labelled part' }, make('span', {}, 'Show'), this.way), this.turn),
      this.opacityControl,
      this.note,
      this.pair.panel.element,
    );
    this.element = this.frame.element;
  }

  async show(entry, place) {
    this.#stop.abort();
    this.#stop = new AbortController();
    const { signal } = this.#stop;
    const { stage } = this.frame;
    stage.box.dataset.state = 'loading';
    try {
      const { image, reference } = await json('registered', { key: entry.key, v: entry.version }, signal);
      this.#names = [reference, image];
      this.pair.take(this.keys, this.#names);
      this.layers = this.#layers(entry);
      stage.show(this.layers, this.layers[0].columns, this.layers[0].rows);
      this.#show(['overlay', 'blink', 'difference'].includes(place.pair) ? place.pair : this.#way);
      await this.pair.count(signal);
    } catch (error) {
      if (!isAbort(error)) {
        stage.fail(error);
      }
    }
  }

  /** The reference, the image in its pixels, and the difference of the two. */
  #layers(entry) {
    const [reference, image] = this.pair.pictures;
    const via = image.planes.map((plane) => ({ ...plane, via: entry.key }));
    const { rows, columns } = reference;
    const changed = this.frame.stage.redraw;
    return [
      reference.layer(changed),
      new Layer({ planes: via, rows, columns, paint: plain, changed }),
      new Layer({ planes: [...reference.planes, ...via], rows, columns, paint: difference, changed }),
    ];
  }

  #colour([reference, image]) {
    const warped = image === null ? null : { ...image, outsideIsClear: true };
    this.layers[0].how = reference;
    this.layers[1].how = warped;
    this.layers[2].how =
      reference === null || warped === null ? null : { of: [reference, warped], split: this.pair.pictures[0].planes.length };
  }

  #show(way) {
    this.#way = way;
    this.way.value = way;
    if (way !== 'blink') {
      this.#play(false);
    }
    this.#arrange();
  }

  /** Starts or ends taking turns by a timer; by hand only where motion is not wanted. */
  #play(isOn) {
    clearInterval(this.#timer);
    this.#timer = 0;
    if (isOn) {
      this.#timer = setInterval(() => this.#next(), BLINK);
      this.#way = 'blink';
      this.way.value = 'blink';
    }
    this.turn.textContent = isOn ? 'Stop' : 'Play';
    this.turn.setAttribute('aria-pressed', String(isOn));
    this.#arrange();
  }

  #next() {
    this.#isSecond = !this.#isSecond;
    this.#arrange();
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
      if (this.#way !== 'blink') {
        this.#show('blink');
      } else {
        this.#next();
      }
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
    this.#stop.abort();
    this.#play(false);
    this.frame.stage.clear();
  }
}
