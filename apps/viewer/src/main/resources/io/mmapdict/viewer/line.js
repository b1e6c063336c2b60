// The view of a 1-d array as a curve.

import { make } from './dom.js';
import { isAbort, json } from './server.js';
import { Plot } from './plot.js';

export class LineView {
  #stop = new AbortController();

  constructor() {
    this.plot = new Plot({ label: 'Values', x: 'index' });
    this.note = make('p', { class: 'facts' });
    this.error = make('p', { class: 'error', role: 'alert', hidden: true });
    this.element = make('div', { class: 'line-view' }, this.plot.element, this.note, this.error);
  }

  async show(entry) {
    this.#stop.abort();
    this.#stop = new AbortController();
    const { signal } = this.#stop;
    this.element.dataset.state = 'loading';
    try {
      const { length, step, values } = await json('line', { key: entry.key, at: '*', v: entry.version }, signal);
      this.plot.show([{ name: '', colour: 0, xs: values.map((_, i) => i * step), ys: values }], {
        label: `${length} values as a curve`,
      });
      this.note.textContent = step > 1 ? `every ${step}th of ${length.toLocaleString('en')} values` : '';
      this.error.hidden = true;
      this.element.dataset.state = 'ready';
    } catch (error) {
      if (!isAbort(error)) {
        this.plot.show([]);
        this.error.hidden = false;
        this.error.textContent = error.message;
        this.element.dataset.state = 'error';
      }
    }
  }

  place() {
    return {};
  }

  key() {
    return false;
  }

  hide() {
    this.#stop.abort();
  }
}
