// What comes from the server into a view: one load at a time, for a later one ends the one before.

import { make } from './dom.js';
import { isAbort } from './server.js';

export class Load {
  #stop = new AbortController();

  /** state(text): 'loading', then 'ready' or 'error'; failed(error): what else an error does. */
  constructor(state, failed) {
    this.state = state;
    this.failed = failed;
  }

  /** Runs work(signal); the signal says that nobody wants it any more. */
  async run(work) {
    this.stop();
    this.#stop = new AbortController();
    const { signal } = this.#stop;
    this.state('loading');
    try {
      await work(signal);
      if (!signal.aborted) {
        this.state('ready');
      }
    } catch (error) {
      if (!isAbort(error) && !signal.aborted) {
        this.state('error');
        this.failed(error);
      }
    }
  }

  stop() {
    this.#stop.abort();
  }
}

/** A load into an element whose last line says the error, if there is one; empty() takes away what is shown then. */
export function loadInto(element, empty) {
  const said = make('p', { class: 'error', role: 'alert', hidden: true });
  element.append(said);
  return new Load(
    (state) => {
      element.dataset.state = state;
      said.hidden ||= state === 'ready';
    },
    (error) => {
      empty();
      said.hidden = false;
      said.textContent = error.message;
    },
  );
}
