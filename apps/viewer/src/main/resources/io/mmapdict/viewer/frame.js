// A stage with what belongs around it: buttons, the line that reads values, and places for panels and plots.

import { button, make } from './dom.js';
import { cross, Gestures, zoomKey } from './gestures.js';
import { Load } from './load.js';
import { Probe } from './probe.js';
import { Stage } from './stage.js';

export class Frame {
  /** What is read at a place of the scene: {picture, layer, x, y in it, before: what is said in front}, or null. */
  under = () => null;
  #cursor = null; // [x, y]

  constructor(label) {
    this.stage = new Stage(label);
    this.stage.overlays.push(cross);
    this.gestures = new Gestures(this.stage);
    this.gestures.hover = (x, y) => this.#read(x === null ? null : [x, y]);
    this.readout = make('p', { class: 'readout' }, '\u00a0');
    this.probe = new Probe(this.readout);
    this.load = new Load(
      (state) => {
        if (state === 'loading') {
          this.stage.box.dataset.state = state; // the rest says the stage, once it has drawn
        }
      },
      (error) => this.stage.fail(error),
    );
    this.scale = make('output', { class: 'scale', 'aria-label': 'Zoom' });
    this.tools = make(
      'div',
      { class: 'tools', role: 'toolbar', 'aria-label': 'Picture' },
      button('+', 'Closer (+)', () => this.stage.zoom(1.5)),
      button('−', 'Farther (-)', () => this.stage.zoom(1 / 1.5)),
      button('Fit', 'The whole picture (0)', () => this.stage.fit()),
      button('1:1', 'One pixel for one of the screen (1)', () => this.stage.one()),
      this.scale,
    );
    this.panel = make('div', { class: 'panel' });
    this.below = make('div', { class: 'below' });
    this.element = make(
      'div',
      { class: 'frame' },
      make('div', { class: 'picture' }, this.tools, this.stage.box, this.readout, this.below),
      this.panel,
    );
    this.stage.listeners.draw.push(() => {
      const percent = this.stage.scale * devicePixelRatio * 100;
      this.scale.textContent = `${percent < 10 ? percent.toPrecision(2) : Math.round(percent)} %`;
    });
  }

  #read(cursor) {
    this.#cursor = cursor;
    const found = cursor === null ? null : this.under(...cursor);
    if (found === null) {
      this.probe.clear();
    } else {
      this.probe.show(found.picture, found.layer, Math.floor(found.y), Math.floor(found.x), found.before);
    }
  }

  /** Reads what is below the cursor, which is something else now. */
  readAgain() {
    this.#read(this.#cursor);
  }

  key(event) {
    return zoomKey(this.stage, event.key);
  }

  /** Nobody looks at it any more. */
  hide() {
    this.load.stop();
    this.stage.clear();
  }

  /** What is on the canvas now, as a PNG. */
  shown() {
    return new Promise((done) => {
      this.stage.draw();
      this.stage.canvas.toBlob(done, 'image/png');
    });
  }
}
