// The view of a 1-d array as a curve.

import { make, select, setOptions } from './dom.js';
import { below } from './dtype.js';
import { isAbort, json } from './server.js';
import { Plot } from './plot.js';

export class LineView {
  #path = [];
  #entry = null;
  #stop = new AbortController();

  constructor({ changed }) {
    this.changed = changed;
    this.plot = new Plot({ label: 'Values', x: 'index' });
    this.field = select('Field', [], (name) => this.#take(this.#entry, [name]));
    this.note = make('p', { class: 'facts' });
    this.error = make('p', { class: 'error', role: 'alert', hidden: true });
    this.element = make('div', { class: 'line-view' }, this.field, this.plot.element, this.note, this.error);
  }

  show(entry, place) {
    this.#take(entry, place.field.length > 0 ? place.field : this.#path);
  }

  async #take(entry, path) {
    this.#stop.abort();
    this.#stop = new AbortController();
    const { signal } = this.#stop;
    this.#entry = entry;
    const array = below(entry.dtype, entry.shape, path);
    this.#path = array.path;
    setOptions(this.field, array.choices[0] ?? []);
    this.field.value = array.path[0] ?? '';
    this.field.hidden = array.path.length === 0;
    this.element.dataset.state = 'loading';
    this.changed();
    try {
      const at = array.shape.map((_, axis) => (axis === 0 ? '*' : 0)).join(',');
      const { length, step, values } = await json('line', { key: entry.key, field: array.path, at, v: entry.version }, signal);
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
    return { field: this.#path };
  }

  key() {
    return false;
  }

  hide() {
    this.#stop.abort();
  }
}
