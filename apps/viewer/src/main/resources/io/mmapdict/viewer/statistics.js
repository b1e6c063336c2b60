// The statistics of planes, asked for once.

import { json } from './server.js';

const KEPT = 64;
const known = new Map(); // the plane's parameters as text -> its statistics

/** Whether a plane has any finite element: what has none has no least, no histogram and so on. */
export const hasValues = (one) => Number.isFinite(one.least);

/** So that they are asked for again. */
export const forget = () => known.clear();

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
