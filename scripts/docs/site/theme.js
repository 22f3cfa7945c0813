/* global document, localStorage, location, matchMedia, URLSearchParams */
// Before the page is drawn: the theme that the application names in the address, the one chosen here, or the system's.
const asked = new URLSearchParams(location.search).get('theme');
if (asked === 'dark' || asked === 'light') keepTheme(asked);
document.documentElement.dataset.theme = keptTheme() ?? systemTheme();

document.addEventListener('DOMContentLoaded', () => {
  const button = document.getElementById('theme');
  const show = () => {
    const other = document.documentElement.dataset.theme === 'dark' ? 'light' : 'dark';
    button.textContent = other === 'dark' ? 'Dark' : 'Light';
    button.setAttribute('aria-label', `Use the ${other} theme`);
  };
  button.hidden = false;
  button.addEventListener('click', () => {
    const other = document.documentElement.dataset.theme === 'dark' ? 'light' : 'dark';
    document.documentElement.dataset.theme = other;
    keepTheme(other);
    show();
  });
  show();
  document.querySelector('.side [aria-current]')?.scrollIntoView({ block: 'nearest' });
});

function systemTheme() {
  return matchMedia('(prefers-color-scheme: light)').matches ? 'light' : 'dark';
}

/** Some browsers keep nothing for pages that are opened from the disk. */
function keptTheme() {
  try {
    return localStorage.getItem('docs-theme');
  } catch {
    return null;
  }
}

function keepTheme(theme) {
  try {
    localStorage.setItem('docs-theme', theme);
  } catch {
    return;
  }
}
