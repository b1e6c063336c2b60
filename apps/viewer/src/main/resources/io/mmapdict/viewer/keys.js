// The keys of the file as the server tells them, in the order in which they came, and the choice of them a list shows.

export const ORDERS = [
  ['file', 'oldest first'],
  ['newest', 'newest first'],
  ['name', 'by name'],
  ['size', 'largest first'],
];

const NEW_FOR = 3000;

/** A test for keys: a text that is in them, or a pattern with stars that fits them as a whole. */
export function pattern(text) {
  if (!text.includes('*')) {
    const wanted = text.toLowerCase();
    return (key) => key.toLowerCase().includes(wanted);
  }
  const parts = text.split('*').map((part) => part.replace(/[\\^$.+?()[\]{}|]/g, '\\$&'));
  const whole = new RegExp(`^${parts.join('.*')}$`, 'isu');
  return (key) => whole.test(key);
}

const compare = (a, b) => (a < b ? -1 : a > b ? 1 : 0);

export class Keys {
  entries = new Map();
  totals = null;
  file = '';
  #arrived = new Map(); // key -> when it was put, for those that are new
  #listeners = [];

  listen(listener) {
    this.#listeners.push(listener);
  }

  get(key) {
    return this.entries.get(key);
  }

  /** All there are, in place of what was known. */
  replace(told) {
    this.entries = new Map();
    this.#arrived.clear();
    this.#take(told);
  }

  /** What was put and removed. A key that was put again goes to the end. */
  change(told) {
    for (const key of told.removed) {
      this.entries.delete(key);
      this.#arrived.delete(key);
    }
    const now = performance.now();
    for (const [key, at] of this.#arrived) {
      if (now - at > NEW_FOR) {
        this.#arrived.delete(key);
      }
    }
    for (const entry of told.put) {
      this.#arrived.set(entry.key, now);
    }
    this.#take(told);
  }

  #take(told) {
    for (const entry of told.put) {
      this.entries.set(entry.key, entry);
    }
    this.file = told.file ?? this.file;
    this.totals = told.totals ?? this.totals;
    for (const listener of this.#listeners) {
      listener(told);
    }
  }

  isNew(key) {
    const at = this.#arrived.get(key);
    return at !== undefined && performance.now() - at < NEW_FOR;
  }

  chosen(search, order) {
    const all = [...this.entries.values()];
    const found = search === '' ? all : all.filter(matches(search));
    switch (order) {
      case 'newest':
        return found.reverse();
      case 'name':
        return found.sort((a, b) => compare(a.key, b.key));
      case 'size':
        return found.sort((a, b) => (b.bytes ?? 0) - (a.bytes ?? 0) || compare(a.key, b.key));
      default:
        return found;
    }
  }

  /** The one that came last of those that fit, or null. */
  newest(search) {
    const fits = matches(search);
    let last = null;
    for (const entry of this.entries.values()) {
      if (fits(entry)) {
        last = entry;
      }
    }
    return last;
  }
}

function matches(search) {
  const fits = pattern(search);
  return (entry) => fits(entry.key);
}
