// The page around the text: side list, search, what is on this page. No script or style in it, so that a strict policy
// fits.
import { escaped } from './html.mjs';
import { SECTIONS } from './pages.mjs';

/** @returns {string} a whole page. */
export function pageFrom({ page, html, headings, version }) {
  const onPage = headings.filter(({ depth }) => depth === 2);
  return `<!doctype html>
<html lang="en" data-theme="dark">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(page.title)} – Timeloupe</title>
<link rel="icon" href="assets/icon.svg">
<link rel="stylesheet" href="assets/site.css">
<script src="assets/theme.js"></script>
<script src="assets/search-index.js" defer></script>
<script src="assets/search.js" defer></script>
</head>
<body>
<a class="skip" href="#text">To the text</a>
<header>
<a class="name" href="index.html"><img src="assets/icon.svg" alt="" width="20" height="20">Timeloupe <span>${escaped(version)}</span></a>
<search>
<input id="search" type="search" placeholder="Search" aria-label="Search the documentation" aria-controls="found" autocomplete="off">
<div id="found" hidden></div>
</search>
<button id="theme" type="button" hidden>Theme</button>
</header>
<div class="frame">
<nav class="side" aria-label="Pages">
${SECTIONS.map((section) => sectionHtml(section, page)).join('\n')}
</nav>
<main id="text">
<article>
${html}</article>
</main>
${onPage.length > 1 ? onPageHtml(onPage) : '<div></div>'}
</div>
</body>
</html>
`;
}

function sectionHtml({ title, pages }, current) {
  const items = pages.map(({ out, title: name }) => {
    const mark = out === current.out ? ' aria-current="page"' : '';
    return `<li><a href="${out}"${mark}>${escaped(name)}</a></li>`;
  });
  return `<h2>${escaped(title)}</h2>\n<ul>${items.join('')}</ul>`;
}

function onPageHtml(headings) {
  const items = headings.map(({ id, text }) => `<li><a href="#${id}">${escaped(text)}</a></li>`);
  return `<nav class="here" aria-label="On this page"><h2>On this page</h2><ul>${items.join('')}</ul></nav>`;
}
