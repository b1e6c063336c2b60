// How values become colours: the controls, and the bar that says what each colour means.

import { labelled, make, select, setOptions } from './dom.js';
import { colours, MAPS, MASKED, NOT_A_NUMBER } from './colours.js';
import { number } from './format.js';
import { LIMITS, PRESETS, STORED, storedLimits, valueAt } from './stretch.js';

/** preset and isLog: null where they are as usual for what is shown. */
export const USUAL = { preset: null, low: 0, high: 1, isLog: null, map: 'grey', inverted: false };

/** From the texts of an address. */
export function read(place) {
  const known = [...PRESETS, STORED, LIMITS].map(([value]) => value);
  return {
    preset: known.includes(place.stretch) ? place.stretch : null,
    low: Number.isFinite(Number(place.low ?? 'no')) ? Number(place.low) : 0,
    high: Number.isFinite(Number(place.high ?? 'no')) ? Number(place.high) : 1,
    isLog: ['log', 'linear'].includes(place.scale) ? place.scale === 'log' : null,
    map: MAPS.includes(place.colours) ? place.colours : 'grey',
    inverted: place.inverted === '1',
  };
}

/** For an address; what is as usual is left out. */
export const written = (look) => ({
  stretch: look.preset,
  low: look.preset === 'limits' ? look.low : null,
  high: look.preset === 'limits' ? look.high : null,
  scale: look.isLog === null ? null : look.isLog ? 'log' : 'linear',
  colours: look.map === 'grey' ? null : look.map,
  inverted: look.inverted ? 1 : null,
});

function swatch([one, other], text) {
  const canvas = make('canvas', { width: 24, height: 16, 'aria-hidden': true });
  const context = canvas.getContext('2d');
  for (let i = 0; i < 24; i++) {
    for (let j = 0; j < 16; j++) {
      context.fillStyle = `rgb(${(((i + j) >> 2) & 1 ? other : one).join()})`;
      context.fillRect(i, j, 1, 1);
    }
  }
  return make('span', { class: 'swatch', hidden: true }, canvas, ` ${text}`);
}

const short = (text, control) => make('label', { class: 'labelled short' }, make('span', {}, text), control);

export class LookPanel {
  changed = () => {}; // (look)
  #look = USUAL;
  #limits = [0, 1];
  #isLog = false;

  constructor() {
    this.preset = select('Stretch', [], (preset) => this.#set({ preset, low: this.#limits[0], high: this.#limits[1] }));
    this.low = this.#limit('Least value shown', 0);
    this.high = this.#limit('Greatest value shown', 1);
    this.scale = select('Scale', ['linear', 'log'], (scale) => this.#set({ isLog: scale === 'log' }));
    this.map = select('Colours', MAPS, (map) => this.#set({ map }));
    this.inverted = make('input', { type: 'checkbox', 'aria-label': 'Invert the colours', change: () => this.#set({ inverted: this.inverted.checked }) });
    this.bar = make('canvas', { class: 'bar', width: 256, height: 1, role: 'img' });
    this.ticks = make('div', { class: 'ticks', 'aria-hidden': true });
    this.masked = swatch(MASKED, 'masked');
    this.nan = swatch(NOT_A_NUMBER, 'not a number');
    this.legend = make('div', { class: 'legend' }, this.masked, this.nan);
    this.mapControl = labelled('Colours', this.map);
    this.mapControl.classList.add('part');
    this.barControl = make('div', { class: 'colourbar' }, this.bar, this.ticks);
    this.element = make(
      'div',
      { class: 'look', role: 'group', 'aria-label': 'Colours' },
      make('div', { class: 'row' }, labelled('Stretch', this.preset), labelled('Scale', this.scale)),
      make('div', { class: 'row' }, short('from', this.low), short('to', this.high)),
      make('div', { class: 'row' }, this.mapControl, make('label', { class: 'check' }, this.inverted, ' invert')),
      this.barControl,
      this.legend,
    );
  }

  #limit(label, i) {
    const field = make('input', { type: 'text', inputmode: 'decimal', 'aria-label': label, class: 'limit' });
    field.addEventListener('change', () => {
      const value = Number(field.value);
      if (field.value.trim() !== '' && Number.isFinite(value)) {
        const limits = [...this.#limits];
        limits[i] = value;
        this.setLimits(...limits);
      } else {
        field.value = number(this.#limits[i]);
      }
    });
    return field;
  }

  setLimits(low, high) {
    this.#set({ preset: 'limits', low: Math.min(low, high), high: Math.max(low, high) });
  }

  #set(change) {
    this.#look = { ...this.#look, ...change };
    this.changed(this.#look);
  }

  /** What is shown: the look, of which picture, how its values become colours (null: not known yet), what is no value. */
  show(look, picture, how, { masked = 0, nonfinite = 0 } = {}) {
    const { isRgb } = picture;
    const limits = how === null ? null : [how.low, how.high];
    this.#look = look;
    this.#limits = limits ?? this.#limits;
    this.#isLog = how?.isLog ?? false;
    setOptions(this.preset, [...(storedLimits(picture.array.dtype) === null ? [] : [STORED]), ...PRESETS, LIMITS]);
    this.preset.value = picture.preset(look);
    [this.low, this.high].forEach((field, i) => {
      if (document.activeElement !== field) {
        field.value = limits === null ? '' : number(limits[i]);
      }
    });
    this.scale.value = this.#isLog ? 'log' : 'linear';
    this.map.value = look.map;
    this.inverted.checked = look.inverted;
    this.mapControl.hidden = isRgb;
    this.barControl.hidden = isRgb;
    this.masked.hidden = masked === 0;
    this.nan.hidden = nonfinite === 0;
    this.#draw();
  }

  #draw() {
    const context = this.bar.getContext('2d');
    colours(this.#look.map, this.#look.inverted).forEach((colour, i) => {
      context.fillStyle = `rgb(${colour.join()})`;
      context.fillRect(i, 0, 1, 1);
    });
    const texts = [0, 0.25, 0.5, 0.75, 1].map((t) => number(valueAt(t, ...this.#limits, this.#isLog), 4));
    this.ticks.replaceChildren(...texts.map((text) => make('span', {}, text)));
    this.bar.setAttribute('aria-label', `Colours from ${texts[0]} to ${texts[4]}`);
  }
}
