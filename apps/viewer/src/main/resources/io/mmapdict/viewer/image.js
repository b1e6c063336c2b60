// The view of an array as a picture, with its axes, colours, histogram, spectra and line profile.

import { button, make } from './dom.js';
import { fits, parse, usual } from './axes.js';
import { AxesPanel } from './axes-panel.js';
import { below } from './dtype.js';
import { Frame } from './frame.js';
import { Histogram } from './histogram.js';
import { LookPanel, read, written } from './look-panel.js';
import { Picture } from './picture.js';
import { Profile } from './profile.js';
import { Spectra } from './spectra.js';
import { forget } from './statistics.js';

export class ImageView {
  #picture = null;
  #layer = null;
  #look = null;
  #statistics = [];

  /** changed(): what place() says is another. */
  constructor({ changed }) {
    this.changed = changed;
    this.frame = new Frame('Picture');
    this.axes = new AxesPanel();
    this.look = new LookPanel();
    this.histogram = new Histogram();
    this.spectra = new Spectra();
    this.profile = new Profile();
    this.element = this.frame.element;
    this.frame.panel.append(this.axes.element, this.look.element, this.histogram.element);
    this.frame.below.append(this.spectra.element, this.profile.element);
    this.#tools();
    this.#connect();
  }

  #tools() {
    const { gestures } = this.frame;
    this.mode = button('Profile', 'Drag a line and see its values (p, or drag with Shift)', () => this.#toggleProfile(), {
      'aria-pressed': 'false',
    });
    gestures.drawn = (from, to, isDone) => this.profile.draw(from, to, isDone);
    const again = button('↻', 'Read again: elements may have been set in place (r)', () => this.#again());
    this.frame.tools.insertBefore(this.mode, this.frame.scale);
    this.frame.tools.insertBefore(again, this.frame.scale);
  }

  #again() {
    const { entry, array, choice } = this.#picture;
    forget();
    this.#take(entry, array.path, choice, true);
  }

  #toggleProfile() {
    const { gestures } = this.frame;
    gestures.mode = gestures.mode === 'pan' ? 'profile' : 'pan';
    this.mode.setAttribute('aria-pressed', String(gestures.mode === 'profile'));
    this.frame.stage.canvas.classList.toggle('drawing', gestures.mode === 'profile');
  }

  #connect() {
    const { stage, gestures } = this.frame;
    stage.overlays.push((context) => this.spectra.mark(context, stage), (context) => this.profile.mark(context, stage));
    stage.listeners.draw.push(() => this.changed());
    this.spectra.changed = () => {
      stage.redraw();
      this.changed();
    };
    this.profile.changed = stage.redraw;
    gestures.pick = (x, y, isAdded) => this.spectra.pick(Math.floor(y), Math.floor(x), isAdded);
    this.frame.under = (x, y) => this.#picture && { picture: this.#picture, layer: this.#layer, x, y };
    this.axes.changed = (choice) => this.#take(this.#picture.entry, this.#picture.array.path, choice);
    this.axes.fieldChanged = (path) => this.#take(this.#picture.entry, path, null);
    this.look.changed = (look) => {
      this.#look = look;
      this.#colour();
    };
    this.histogram.dragged = (low, high) => this.look.setLimits(low, high);
  }

  /** An entry as an address says, or, where that says nothing, as the last one was shown if that fits. */
  show(entry, place) {
    const path = place.field.length > 0 ? place.field : (this.#picture?.array.path ?? []);
    const { shape, dtype } = below(entry.dtype, entry.shape, path);
    const choice = parse(place.at, place.rgb, shape, dtype) ?? this.#kept(entry, path);
    if (this.#look === null || place.stretch !== undefined) {
      this.#look = read(place);
    }
    this.#take(entry, path, choice);
    if (place.zoom !== undefined) {
      const [px, py, scale] = place.zoom.split(',').map(Number);
      if ([px, py, scale].every(Number.isFinite) && scale > 0) {
        this.frame.stage.view = { x: px, y: py, scale };
      }
    }
    for (const text of (place.pixels ?? '').split(';').filter((one) => /^\d+,\d+$/.test(one))) {
      this.spectra.pick(...text.split(',').map(Number), true);
    }
  }

  /** The last array's choice, if this one is of its kind: a photo in colours is no band of a cube. */
  #kept(entry, path) {
    const before = this.#picture;
    if (before === null) {
      return null;
    }
    const { shape, dtype } = below(entry.dtype, entry.shape, path);
    const letters = (array) => usual(array.shape, array.dtype).at.map((one) => (typeof one === 'number' ? 0 : one)).join();
    return fits(before.choice, shape) && letters(before.array) === letters({ shape, dtype }) ? before.choice : null;
  }

  #take(entry, path, choice, isFresh = false) {
    const picture = new Picture(entry, path, choice);
    this.#picture = picture;
    const layer = picture.layer(this.frame.stage.redraw, { isFresh });
    this.#layer = layer;
    this.frame.stage.canvas.setAttribute(
      'aria-label',
      `Picture of ${picture.rows} rows and ${picture.columns} columns; arrow keys move it, plus and minus zoom, Enter takes a spectrum`,
    );
    this.axes.show(picture.array, picture.choice);
    this.spectra.show(picture);
    this.profile.show(picture);
    layer.how = picture.how(this.#look, []); // what needs no statistics is drawn without
    this.frame.stage.show([layer], picture.columns, picture.rows);
    this.changed();
    this.frame.load.run(async (signal) => {
      const known = await picture.statistics(signal);
      if (!signal.aborted) {
        this.#statistics = known;
        this.#colour();
      }
    });
  }

  #colour() {
    const picture = this.#picture;
    const how = picture.how(this.#look, this.#statistics);
    this.#layer.how = how;
    this.look.show(this.#look, picture, how, {
      masked: this.#statistics[0]?.masked ?? 0,
      nonfinite: this.#statistics[0]?.nonfinite ?? 0,
    });
    this.histogram.show(this.#statistics, how === null ? [0, 1] : [how.low, how.high]);
    this.frame.readAgain();
    this.frame.stage.redraw();
    this.changed();
  }

  /** For the address. */
  place() {
    if (this.#picture === null) {
      return {};
    }
    const { choice, array } = this.#picture;
    const { view } = this.frame.stage;
    const short = (value) => Number(value.toPrecision(7));
    return {
      field: array.path,
      at: choice.at.join(','),
      rgb: choice.at.includes('c') ? choice.rgb.join(',') : null,
      ...written(this.#look),
      zoom: view.isWhole ? null : [view.x, view.y, view.scale].map(short).join(','),
      pixels: this.spectra.pixels.map(({ row, column }) => `${row},${column}`).join(';'),
    };
  }

  key(event) {
    switch (event.key) {
      case '[':
      case 'PageUp':
        return this.axes.step(-1);
      case ']':
      case 'PageDown':
        return this.axes.step(1);
      case 'p':
        this.#toggleProfile();
        return true;
      case 'r':
        this.#again();
        return true;
      default:
        return this.frame.key(event);
    }
  }

  shown() {
    return this.frame.shown();
  }

  hide() {
    this.frame.hide();
  }
}
