// A stage with what belongs around it: buttons, the line that reads values, and places for panels and plots.

import { button, make } from './dom.js';
import { cross, Gestures, zoomKey } from './gestures.js';
import { Stage } from './stage.js';

export class Frame {
  constructor(label) {
    this.stage = new Stage(label);
    this.stage.overlays.push(cross);
    this.gestures = new Gestures(this.stage);
    this.readout = make('p', { class: 'readout' }, '\u00a0');
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

  key(event) {
    return zoomKey(this.stage, event.key);
  }

  /** What is on the canvas now, as a PNG. */
  shown() {
    return new Promise((done) => {
      this.stage.draw();
      this.stage.canvas.toBlob(done, 'image/png');
    });
  }
}
