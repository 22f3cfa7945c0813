/* global document, docsIndex */
// Finds sections that hold every word that is typed: in the heading first, then in the text.
const MOST = 14;
const field = document.getElementById('search');
const list = document.getElementById('found');
const SECTIONS = docsIndex.map(([address, page, heading, text]) => ({
  ...{ address, page, heading, text },
  title: `${page} ${heading}`.toLowerCase(),
  words: `${page} ${heading} ${text}`.toLowerCase(),
}));

field.addEventListener('input', show);
field.addEventListener('focus', show);
field.addEventListener('keydown', (event) => {
  if (event.key === 'Enter') list.querySelector('a')?.click();
  else if (event.key === 'ArrowDown') move(event, -1);
});
list.addEventListener('keydown', (event) => {
  if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
  move(event, [...list.querySelectorAll('a')].indexOf(document.activeElement), event.key === 'ArrowDown' ? 1 : -1);
});
document.addEventListener('keydown', (event) => {
  if (event.key === 'Escape') close();
  else if (event.key === '/' && document.activeElement !== field) {
    event.preventDefault();
    field.focus();
  }
});
document.addEventListener('click', (event) => {
  if (!event.target.closest('search') || event.target.closest('#found a')) close();
});

function move(event, from, step = 1) {
  event.preventDefault();
  const target = [...list.querySelectorAll('a')][from + step];
  if (target) target.focus();
  else if (step < 0) field.focus();
}

function close() {
  list.hidden = true;
}

function show() {
  const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
  list.hidden = words.length === 0;
  list.replaceChildren(...(words.length === 0 ? [] : entries(words)));
}

function entries(words) {
  const score = ({ title }) => words.filter((word) => title.includes(word)).length;
  const found = SECTIONS.filter((section) => words.every((word) => section.words.includes(word)));
  if (found.length === 0) return [line('p', '', 'Nothing was found.')];
  return found
    .sort((a, b) => score(b) - score(a))
    .slice(0, MOST)
    .map((section) => {
      const link = line('a', '', '');
      link.href = section.address;
      link.append(
        line('strong', '', section.heading),
        line('span', 'page', section.page),
        line('span', 'text', excerpt(section, words)),
      );
      return link;
    });
}

/** The text around the first word that was found. */
function excerpt({ text }, words) {
  const at = Math.max(
    0,
    Math.min(...words.map((word) => text.toLowerCase().indexOf(word)).filter((i) => i >= 0), text.length) - 30,
  );
  const start = at >= text.length ? 0 : at;
  return `${start > 0 ? '… ' : ''}${text.slice(start, start + 110)}`;
}

function line(tag, name, text) {
  const element = document.createElement(tag);
  if (name) element.className = name;
  element.textContent = text;
  return element;
}
