// Light, dark, or as the system has it. Remembered where the browser lets us.

const NAME = 'mmapdict-theme';
const THEMES = ['auto', 'dark', 'light'];

function remembered() {
  try {
    return localStorage.getItem(NAME);
  } catch {
    return null; // no storage here: as the system has it
  }
}

function remember(theme) {
  try {
    localStorage.setItem(NAME, theme);
  } catch {
    // Then it lasts until the page is left.
  }
}

let theme = THEMES.includes(remembered()) ? remembered() : 'auto';

function apply(button) {
  document.documentElement.dataset.theme = theme;
  button.textContent = { auto: '◐ auto', dark: '● dark', light: '○ light' }[theme];
}

export function next(button) {
  theme = THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length];
  remember(theme);
  apply(button);
}

export { apply };
