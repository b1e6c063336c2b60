// Two images in one scene that are coloured alike, for matches and for registered images.

import { LookPanel, USUAL } from './look-panel.js';
import { Picture } from './picture.js';
import { ServerError } from './server.js';

export class Pair {
  pictures = [];
  layers = [];
  statistics = [];
  look = USUAL;
  coloured = () => {};

  constructor(frame) {
    this.frame = frame;
    this.panel = new LookPanel();
    this.panel.changed = (look) => {
      this.look = look;
      this.colour();
    };
  }

  /** The images of two keys; an error that says which is missing. */
  take(keys, names) {
    this.statistics = [];
    this.pictures = names.map((name) => {
      const entry = keys.get(name);
      if (entry === undefined) {
        throw new ServerError(`the image ${name} is not in the file`);
      }
      return new Picture(entry);
    });
  }

  async count(signal) {
    const statistics = await Promise.all(this.pictures.map((picture) => picture.statistics(signal)));
    if (!signal.aborted) {
      this.statistics = statistics;
      this.colour();
    }
  }

  hows() {
    if (this.pictures.length === 0) {
      return [];
    }
    const how = (i, look) => this.pictures[i].how(look, this.statistics[i] ?? []);
    const { isLog } = how(0, this.look);
    return this.pictures.map((_, i) => how(i, { ...this.look, isLog }));
  }

  colour() {
    const [first] = this.pictures;
    const hows = this.hows();
    this.coloured(hows);
    const facts = (name) => Math.max(0, ...this.statistics.map(([one]) => one?.[name] ?? 0));
    this.panel.show(this.look, first, hows[0], { masked: facts('masked'), nonfinite: facts('nonfinite') });
    this.frame.stage.redraw();
  }
}
