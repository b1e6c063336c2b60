// The connection by which the server tells of changes. The browser connects again by itself after a break; where it
// gives up (an answer that is no stream), this does.

const AGAIN_AFTER = 2000;

/** said(text) whenever there is another thing to say: '' where all is well. */
export function connect(keys, said) {
  const source = new EventSource('events');
  source.addEventListener('keys', (event) => {
    said('');
    keys.replace(JSON.parse(event.data));
  });
  source.addEventListener('change', (event) => {
    said('');
    keys.change(JSON.parse(event.data));
  });
  source.addEventListener('fault', (event) => said(JSON.parse(event.data)));
  source.addEventListener('error', () => {
    said('The server does not answer; trying again.');
    if (source.readyState === EventSource.CLOSED) {
      setTimeout(() => connect(keys, said), AGAIN_AFTER);
    }
  });
}
