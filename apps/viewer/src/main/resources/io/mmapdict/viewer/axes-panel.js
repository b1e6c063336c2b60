// The controls that say which part of an array is shown: fields, axes, and a slider for each axis that is cut.

import { make, select, setOptions } from './dom.js';
import { moved, opacityIndex } from './axes.js';

export class AxesPanel {
  element = make('div', { class: 'axes', role: 'group', 'aria-label': 'Axes' });
  changed = () => {}; // (choice)
  fieldChanged = () => {}; // (path)
  #array = null;
  #choice = null;
  #sliders = new Map(); // axis, 'c' or 'opacity' -> what shows its index, or all of the colours

  /** array: {dtype, shape, path, choices} as dtype.below gives it. Keeps the controls where only indices changed. */
  show(array, choice) {
    const isSame =
      this.#array !== null &&
      JSON.stringify([array.shape, array.dtype, array.path, array.choices]) ===
        JSON.stringify([this.#array.shape, this.#array.dtype, this.#array.path, this.#array.choices]) &&
      choice.at.every((one, axis) => typeof one === 'number' ? typeof this.#choice.at[axis] === 'number' : one === this.#choice.at[axis]);
    this.#array = array;
    this.#choice = choice;
    if (!isSame) {
      this.#build();
    }
    for (const [axis, show] of this.#sliders) {
      show(typeof axis === 'string' ? choice.rgb : choice.at[axis]);
    }
  }

  #build() {
    const { shape, path, choices } = this.#array;
    this.#sliders.clear();
    const rows = choices.map((names, level) => this.#field(names, path, level));
    if (shape.length > 1) {
      const roles = make('div', { class: 'row' }, this.#role('Down', 'y', false), this.#role('Right', 'x', false));
      if (shape.length > 2) {
        roles.append(this.#role('RGB', 'c', true));
      }
      rows.push(roles);
    }
    this.#choice.at.forEach((one, axis) => {
      if (typeof one === 'number') {
        rows.push(this.#slider(axis, shape[axis]));
      } else if (one === 'c') {
        rows.push(this.#colours(axis, shape[axis]), this.#opacity(axis));
      }
    });
    this.element.replaceChildren(...rows.filter((row) => row !== null));
    this.element.hidden = rows.length === 0;
  }

  #field(names, path, level) {
    const chosen = select('Field', names, (name) => this.fieldChanged([...path.slice(0, level), name]));
    chosen.value = path[level];
    return make('label', { class: 'labelled' }, make('span', {}, level === 0 ? 'Field' : 'of it'), chosen);
  }

  #role(text, role, isOptional) {
    const { shape } = this.#array;
    const options = shape.map((length, axis) => [String(axis), `axis ${axis} (${length})`]);
    const chosen = select(`${text}: axis`, [], (axis) =>
      this.changed(moved(this.#choice, role, axis === '' ? -1 : Number(axis), shape)));
    setOptions(chosen, isOptional ? [['', 'none'], ...options] : options);
    const axis = this.#choice.at.indexOf(role);
    chosen.value = axis < 0 ? '' : String(axis);
    return make('label', { class: 'labelled' }, make('span', {}, text), chosen);
  }

  #slider(axis, length) {
    const label = `Index on axis ${axis}`;
    const last = length - 1;
    const range = make('input', { type: 'range', min: 0, max: last, 'aria-label': label, 'data-axis': axis });
    const number = make('input', { type: 'number', min: 0, max: last, 'aria-label': `${label}, as a number` });
    const set = (text) => {
      const index = Number(text);
      if (text !== '' && Number.isInteger(index) && index >= 0 && index <= last) {
        this.#set(axis, index);
      }
    };
    range.addEventListener('input', () => set(range.value));
    number.addEventListener('input', () => set(number.value));
    this.#sliders.set(axis, (index) => {
      range.value = index;
      if (document.activeElement !== number || Number(number.value) !== index) {
        number.value = index;
      }
    });
    return make('div', { class: 'slider' }, make('span', {}, `axis ${axis}`), range, number, make('span', {}, `of ${length}`));
  }

  #colours(axis, length) {
    const numbers = ['red', 'green', 'blue'].map((name, i) => {
      const number = make('input', { type: 'number', min: 0, max: length - 1, class: name, 'aria-label': `Index on axis ${axis} shown as ${name}` });
      number.addEventListener('input', () => {
        const index = Number(number.value);
        if (number.value !== '' && Number.isInteger(index) && index >= 0 && index < length) {
          this.changed({ at: this.#choice.at, rgb: this.#choice.rgb.map((one, j) => (j === i ? index : one)) });
        }
      });
      return number;
    });
    this.#sliders.set('c', (rgb) => numbers.forEach((number, i) => {
      if (Number(number.value) !== rgb[i] || number.value === '') {
        number.value = rgb[i];
      }
    }));
    return make('div', { class: 'slider colours' }, make('span', {}, `axis ${axis}`), ...numbers, make('span', {}, `of ${length}`));
  }

  /** Whether a fourth channel is the opacity; null where it cannot be. */
  #opacity(axis) {
    const fourth = opacityIndex(this.#choice, this.#array.shape, this.#array.dtype);
    if (fourth === null) {
      return null;
    }
    const box = make('input', { type: 'checkbox' });
    box.addEventListener('change', () => {
      const rgb = this.#choice.rgb.slice(0, 3);
      this.changed({ at: this.#choice.at, rgb: box.checked ? [...rgb, fourth] : rgb });
    });
    this.#sliders.set('opacity', (rgb) => {
      box.checked = rgb.length > 3;
    });
    return make('label', { class: 'check opacity' }, box, ` index ${fourth} on axis ${axis} is the opacity`);
  }

  #set(axis, index) {
    if (this.#choice.at[axis] !== index) {
      this.changed({ at: this.#choice.at.map((one, i) => (i === axis ? index : one)), rgb: this.#choice.rgb });
    }
  }

  /** The next index of the first axis that is cut. True if there is one. */
  step(by) {
    const axis = this.#choice?.at.findIndex((one) => typeof one === 'number') ?? -1;
    if (axis < 0) {
      return false;
    }
    const last = this.#array.shape[axis] - 1;
    this.#set(axis, Math.min(last, Math.max(0, this.#choice.at[axis] + by)));
    return true;
  }
}
