// The pages of the documentation, in the order of the side list. Each is a Markdown file of the checkout.
import { basename } from 'node:path';

/**
 * @typedef {{ source: string, out: string, title: string }} Page
 * `source` from the root of the checkout, `out` the page's name in the site, `title` as the side list says it.
 */

/** @returns {Page} called as its file is, unless told. */
function page(source, title, out = `${basename(source, '.md').toLowerCase()}.html`) {
  return { source, out, title };
}

/** @type {readonly { title: string, pages: readonly Page[] }[]} */
export const SECTIONS = [
  {
    title: 'Use it',
    pages: [
      page('README.md', 'Overview', 'index.html'),
      page('docs/guide.md', 'User guide'),
      page('docs/shortcuts.md', 'Shortcuts'),
      page('docs/keyboard.md', 'By keyboard'),
      page('docs/models.md', 'Models and attention'),
      page('docs/command-line.md', 'Command line'),
      page('docs/server.md', 'On a server'),
      page('docs/troubleshooting.md', 'Troubleshooting'),
    ],
  },
  {
    title: 'Formats',
    pages: [
      page('docs/format-table.md', 'All formats'),
      page('docs/formats.md', 'Exports and imports'),
      page('docs/consumers.md', 'Read by'),
      page('models/README.md', 'Model folders', 'model-folders.html'),
      page('models/retrain/README.md', 'Retraining', 'retraining.html'),
    ],
  },
  {
    title: 'What it is worth',
    pages: [
      page('docs/parity.md', 'Parity with PyTorch'),
      page('models/demo-motion/README.md', 'The demo model', 'demo-model.html'),
      page('bench/RESULTS.md', 'Benchmarks', 'benchmarks.html'),
      page('docs/security.md', 'Security'),
      page('docs/robustness.md', 'When things go wrong'),
    ],
  },
  {
    title: 'Build on it',
    pages: [
      page('docs/architecture.md', 'Architecture'),
      page('docs/library.md', 'The model as a library'),
      page('docs/protocol.md', 'Protocol'),
      page('CONTRIBUTING.md', 'Contributing'),
      page('docs/packaging.md', 'Packaging'),
      page('src-renderer/README.md', 'The screen', 'screen.html'),
      page('docs/decisions.md', 'Decisions'),
      page('docs/dependencies.md', 'Dependencies'),
      page('CHANGELOG.md', 'Changes'),
    ],
  },
];

/** All pages, in that order. */
export const PAGES = SECTIONS.flatMap(({ pages }) => pages);
