// The statistics of planes, asked for once.

import { json } from './server.js';

const KEPT = 64;
const known = new Map(); // the plane's parameters as text -> its statistics

export async function statistics(planes, signal) {
  const all = [];
  for (const plane of planes) {
    const name = JSON.stringify(plane);
    let one = known.get(name);
    if (one === undefined) {
      one = await json('statistics', plane, signal);
      known.set(name, one);
      if (known.size > KEPT) {
        known.delete(known.keys().next().value);
      }
    }
    all.push(one);
  }
  return all;
}
