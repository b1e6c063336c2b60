// The connection by which the server tells of changes. The browser connects again by itself after a break; where it
// gives up (an answer that is no stream), this does.

const AGAIN_AFTER = 2000;

/** said(isConnected) whenever that changes. */
export function connect(keys, said) {
  const source = new EventSource('events');
  source.addEventListener('keys', (event) => {
    said(true);
    keys.replace(JSON.parse(event.data));
  });
  source.addEventListener('change', (event) => keys.change(JSON.parse(event.data)));
  source.addEventListener('error', () => {
    said(false);
    if (source.readyState === EventSource.CLOSED) {
      setTimeout(() => connect(keys, said), AGAIN_AFTER);
    }
  });
}
