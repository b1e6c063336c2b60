// What is shown, kept in the address behind '#': a reload or a link shows the same. Written when things are quiet, for
// browsers count.

import { quiet } from './dom.js';

const LISTS = new Set(['field']);

export function read() {
  const place = { field: [] };
  for (const [name, value] of new URLSearchParams(location.hash.slice(1))) {
    if (LISTS.has(name)) {
      place[name].push(value);
    } else {
      place[name] = value;
    }
  }
  return place;
}

/** What needs no encoding behind '#' stays readable. */
const encoded = (text) => encodeURIComponent(text).replace(/%(2F|2C|3A|3B|40)/g, decodeURIComponent);

export function write(place) {
  const parameters = [];
  for (const [name, value] of Object.entries(place)) {
    for (const one of Array.isArray(value) ? value : [value]) {
      if (one !== null && one !== undefined && one !== '') {
        parameters.push(`${name}=${encoded(String(one).toWellFormed())}`);
      }
    }
  }
  const hash = `#${parameters.join('&')}`;
  if (hash !== location.hash) {
    history.replaceState(null, '', hash);
  }
}

export const writeSoon = quiet(200, write);
