// The pages of the documentation, in the order of the side list. Each is a Markdown file of the checkout.

/**
 * @typedef {{ source: string, out: string, title: string }} Page
 * `source` from the root of the checkout, `out` the page's name in the site, `title` as the side list says it.
 */

/** @type {readonly { title: string, pages: readonly Page[] }[]} */
export const SECTIONS = [
  {
    title: 'Use it',
    pages: [
      { source: 'README.md', out: 'index.html', title: 'Overview' },
      { source: 'docs/guide.md', out: 'guide.html', title: 'User guide' },
      { source: 'docs/shortcuts.md', out: 'shortcuts.html', title: 'Shortcuts' },
      { source: 'docs/keyboard.md', out: 'keyboard.html', title: 'By keyboard' },
      { source: 'docs/models.md', out: 'models.html', title: 'Models and attention' },
      { source: 'docs/command-line.md', out: 'command-line.html', title: 'Command line' },
      { source: 'docs/server.md', out: 'server.html', title: 'On a server' },
      { source: 'docs/troubleshooting.md', out: 'troubleshooting.html', title: 'Troubleshooting' },
    ],
  },
  {
    title: 'Formats',
    pages: [
      { source: 'docs/format-table.md', out: 'format-table.html', title: 'All formats' },
      { source: 'docs/formats.md', out: 'formats.html', title: 'Exports and imports' },
      { source: 'docs/consumers.md', out: 'consumers.html', title: 'Read by' },
      { source: 'models/README.md', out: 'model-folders.html', title: 'Model folders' },
      { source: 'models/retrain/README.md', out: 'retraining.html', title: 'Retraining' },
    ],
  },
  {
    title: 'What it is worth',
    pages: [
      { source: 'docs/parity.md', out: 'parity.html', title: 'Parity with PyTorch' },
      { source: 'models/demo-motion/README.md', out: 'demo-model.html', title: 'The demo model' },
      { source: 'bench/RESULTS.md', out: 'benchmarks.html', title: 'Benchmarks' },
      { source: 'docs/security.md', out: 'security.html', title: 'Security' },
      { source: 'docs/robustness.md', out: 'robustness.html', title: 'When things go wrong' },
    ],
  },
  {
    title: 'Build on it',
    pages: [
      { source: 'docs/architecture.md', out: 'architecture.html', title: 'Architecture' },
      { source: 'docs/library.md', out: 'library.html', title: 'The model as a library' },
      { source: 'docs/protocol.md', out: 'protocol.html', title: 'Protocol' },
      { source: 'CONTRIBUTING.md', out: 'contributing.html', title: 'Contributing' },
      { source: 'docs/packaging.md', out: 'packaging.html', title: 'Packaging' },
      { source: 'src-renderer/README.md', out: 'screen.html', title: 'The screen' },
      { source: 'docs/decisions.md', out: 'decisions.html', title: 'Decisions' },
      { source: 'docs/dependencies.md', out: 'dependencies.html', title: 'Dependencies' },
      { source: 'CHANGELOG.md', out: 'changelog.html', title: 'Changes' },
    ],
  },
];

/** All pages, in that order. */
export const PAGES = SECTIONS.flatMap(({ pages }) => pages);
