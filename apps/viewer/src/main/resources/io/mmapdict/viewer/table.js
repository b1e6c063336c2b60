// The view of rows and columns, a page at a time.

import { button, make } from './dom.js';
import { loadInto } from './load.js';
import { json } from './server.js';

const ROWS = 100;

export class TableView {
  #entry = null;
  #from = 0;
  #total = 0;

  constructor({ changed }) {
    this.changed = changed;
    this.from = make('input', { type: 'number', min: 0, step: ROWS, 'aria-label': 'First row' });
    this.from.addEventListener('change', () => this.#go(Number(this.from.value)));
    this.said = make('span', { role: 'status' });
    this.back = button('◀', 'Rows before (PageUp)', () => this.#go(this.#from - ROWS));
    this.on = button('▶', 'Next rows (PageDown)', () => this.#go(this.#from + ROWS));
    this.pages = make(
      'div',
      { class: 'tools', role: 'toolbar', 'aria-label': 'Rows' },
      this.back,
      make('label', {}, 'from row ', this.from),
      this.on,
      this.said,
    );
    this.table = make('table', {});
    this.scroll = make('div', { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': 'Table' }, this.table);
    this.element = make('div', { class: 'table-view' }, this.pages, this.scroll);
    this.load = loadInto(this.element, () => this.table.replaceChildren());
  }

  show(entry, place) {
    const isOther = entry.key !== this.#entry?.key;
    this.#entry = entry;
    const asked = Number(place.row);
    this.#from = Number.isInteger(asked) && asked >= 0 ? asked : isOther ? 0 : this.#from;
    this.#load();
  }

  #go(row) {
    this.#from = Math.max(0, Math.min(Number.isFinite(row) ? Math.floor(row) : 0, Math.max(0, this.#total - 1)));
    this.#load();
  }

  #load() {
    const { key, version } = this.#entry;
    this.changed();
    this.load.run(async (signal) => {
      const page = await json('table', { key, from: this.#from, rows: ROWS, v: version }, signal);
      this.#total = page.total;
      this.#fill(page);
    });
  }

  #fill({ columns, rows, from, total }) {
    const ofNumbers = (i) => rows.length > 0 && rows.every((cells) => isNumber(cells[i]));
    const head = make(
      'tr',
      {},
      make('th', { scope: 'col' }, ''),
      ...columns.map((name, i) => make('th', { scope: 'col', class: ofNumbers(i) ? 'number' : null }, name)),
    );
    const body = rows.map((cells, i) =>
      make(
        'tr',
        {},
        make('th', { scope: 'row' }, String(from + i)),
        ...cells.map((cell) => make('td', { class: isNumber(cell) ? 'number' : null }, cell ?? '')),
      ));
    this.table.replaceChildren(make('thead', {}, head), make('tbody', {}, ...body));
    this.table.setAttribute('aria-rowcount', total + 1);
    this.from.value = from;
    this.from.max = Math.max(0, total - 1);
    this.back.disabled = from === 0;
    this.on.disabled = from + rows.length >= total;
    this.pages.hidden = from === 0 && rows.length >= total;
    this.said.textContent = `to ${(from + rows.length - 1).toLocaleString('en')} of ${total.toLocaleString('en')}`;
    this.scroll.scrollTop = 0;
  }

  place() {
    return { row: this.#from > 0 ? this.#from : null };
  }

  key(event) {
    if (event.key === 'PageDown' && !this.on.disabled) {
      this.#go(this.#from + ROWS);
    } else if (event.key === 'PageUp' && !this.back.disabled) {
      this.#go(this.#from - ROWS);
    } else {
      return false;
    }
    return true;
  }

  hide() {
    this.load.stop();
  }
}

const isNumber = (cell) => cell !== null && /^[-+]?(\d|\.\d|nan$|inf$)/.test(cell);
