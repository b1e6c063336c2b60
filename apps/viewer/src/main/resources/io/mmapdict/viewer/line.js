// The view of a 1-d array as a curve.

import { make } from './dom.js';
import { loadInto } from './load.js';
import { json } from './server.js';
import { Plot } from './plot.js';

export class LineView {
  constructor() {
    this.plot = new Plot({ label: 'Values', x: 'index' });
    this.note = make('p', { class: 'facts' });
    this.element = make('div', { class: 'line-view' }, this.plot.element, this.note);
    this.load = loadInto(this.element, () => this.plot.show([]));
  }

  show(entry) {
    this.load.run(async (signal) => {
      const { length, step, values } = await json('line', { key: entry.key, at: '*', v: entry.version }, signal);
      this.plot.show([{ name: '', colour: 0, xs: values.map((_, i) => i * step), ys: values }], {
        label: `${length} values as a curve`,
      });
      this.note.textContent = step > 1 ? `every ${step}th of ${length.toLocaleString('en')} values` : '';
    });
  }

  place() {
    return {};
  }

  key() {
    return false;
  }

  hide() {
    this.load.stop();
  }
}
