// What can be taken away: the value as the server has it, and the picture as it is shown.

import { button, make } from './dom.js';
import { address } from './server.js';

const PICTURES = new Set(['bool', 'uint8', 'uint16', 'float16', 'float32', 'float64']);

const isFree = (one) => ['y', 'x', '*'].includes(one);

/** The menu for an entry; view: what shows it. */
export function menu(entry, view) {
  const items = [];
  const link = (text, parameters) => {
    try {
      items.push(make('a', { href: address('download', { key: entry.key, ...parameters }), download: '' }, text));
    } catch (error) {
      if (!(error instanceof URIError)) { // a key that is no text of Unicode cannot be asked for
        throw error;
      }
    }
  };
  const place = view?.place() ?? {};
  const at = place.at?.split(',').map((one) => (one === 'c' ? '*' : one));
  if (entry.kind === 'array') {
    link('The array (npy)', { field: place.field, as: 'npy' });
    if (at !== undefined && !at.every(isFree)) {
      link('This plane (npy)', { field: place.field, at: at.join(','), as: 'npy' });
    }
    const colours = at === undefined ? -1 : at.indexOf('*');
    if (at !== undefined && PICTURES.has(entry.dtype) && (colours < 0 || entry.shape[colours] <= 4)) {
      link('Picture (PNG)', { at: at.join(','), as: 'png' });
    }
  } else if (entry.shape === null) { // a mask has no place in a .npy or PNG file
    link('The value (JSON)', { as: 'json' });
  }
  if (view?.shown !== undefined) {
    items.push(button('What is shown (PNG)', 'What is shown, as a PNG', () => save(view, entry.key)));
  }
  const whole = make('details', { class: 'menu' }, make('summary', {}, 'Download'), make('div', {}, ...items));
  whole.addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && whole.open) {
      whole.open = false;
      whole.firstChild.focus();
      event.stopPropagation();
    }
  });
  whole.addEventListener('focusout', (event) => {
    if (!whole.contains(event.relatedTarget) && event.relatedTarget !== null) {
      whole.open = false;
    }
  });
  return whole;
}

async function save(view, key) {
  const url = URL.createObjectURL(await view.shown());
  make('a', { href: url, download: `${key.replace(/[^\p{L}\p{N}._-]+/gu, '_').slice(-80)}.png` }).click();
  setTimeout(() => URL.revokeObjectURL(url), 60000);
}
