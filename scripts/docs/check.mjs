// What has to hold of the documentation: every link leads somewhere, every command runs, in files and in the built site.
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../steps.mjs';
import { runCommand } from './commands.mjs';
import { copyHome, makeHome } from './home.mjs';
import { targetOf } from './links.mjs';
import { anchorsOf, commandsOf, linksOf, tokensOf } from './markdown.mjs';
import { PAGES } from './pages.mjs';
import { buildSite } from './site.mjs';

/** The page whose project the others go on with. */
const FIRST = 'README.md';

/** @returns {{ checked: number, outside: number, faults: string[] }} of every page's links, and pages that are in no list. */
export function checkLinks() {
  const tokens = new Map(PAGES.map(({ source }) => [source, tokensOf(read(source))]));
  const anchors = new Map([...tokens].map(([source, of]) => [source, new Set(anchorsOf(of))]));
  const faults = unlisted().map((source) => `${source} is no page of the site`);
  let checked = 0;
  let outside = 0;
  for (const { source } of PAGES) {
    for (const { href } of linksOf(tokens.get(source))) {
      const target = targetOf(href, source);
      if (target.kind === 'outside') outside++;
      else checked++;
      if (target.kind === 'missing') faults.push(`${source}: ${href} leads to no file`);
      const isWrong =
        target.kind === 'page' && target.anchor !== '' && !anchors.get(target.page.source).has(target.anchor);
      if (isWrong) faults.push(`${source}: ${href} leads to no heading`);
    }
  }
  return { checked, outside, faults };
}

/** Pages of docs/ that scripts/docs/pages.mjs has forgotten. */
function unlisted() {
  const listed = new Set(PAGES.map(({ source }) => source));
  const names = readdirSync(join(root, 'docs')).filter((name) => name.endsWith('.md'));
  return names.map((name) => `docs/${name}`).filter((source) => !listed.has(source));
}

/** Builds the site and follows every address in it. */
export function checkSite() {
  const out = mkdtempSync(join(tmpdir(), 'timeloupe-site-'));
  try {
    const built = buildSite(out);
    const pages = new Map(
      readdirSync(out)
        .filter((name) => name.endsWith('.html'))
        .map((name) => [name, readFileSync(join(out, name), 'utf8')]),
    );
    const faults = [];
    let checked = 0;
    for (const [name, html] of pages) {
      for (const [, href] of html.matchAll(/(?:href|src)="([^"]+)"/g)) {
        if (/^https?:/.test(href)) continue;
        checked++;
        const [file, anchor] = href.split('#');
        const target = file === '' ? name : file;
        if (!existsSync(join(out, target))) faults.push(`${name}: ${href} is not in the site`);
        else if (anchor && !pages.get(target)?.includes(`id="${anchor}"`))
          faults.push(`${name}: ${href} has no such heading`);
      }
      if (/<script>|<style|\son[a-z]+=/.test(html))
        faults.push(`${name}: script or style in the page, which its policy refuses`);
    }
    return { ...built, checked, faults };
  } finally {
    rmSync(out, { recursive: true, force: true });
  }
}

/** Runs every command of every page: the README's first, those of the others in copies of the folder it leaves. */
export async function checkCommands() {
  const scratch = mkdtempSync(join(tmpdir(), 'timeloupe-docs-'));
  try {
    const first = { home: join(scratch, 'first'), cwd: makeHome(join(scratch, 'first')) };
    const results = await runPage(FIRST, first);
    const others = PAGES.filter(({ source }) => source !== FIRST && commandsOf(tokensOf(read(source))).length > 0);
    for (const [i, { source }] of others.entries()) {
      const home = join(scratch, `page-${i}`);
      results.push(...(await runPage(source, { home, cwd: copyHome(first.home, home) })));
      rmSync(home, { recursive: true, force: true });
    }
    return results;
  } finally {
    rmSync(scratch, { recursive: true, force: true, maxRetries: 5 });
  }
}

async function runPage(source, place) {
  const results = [];
  for (const command of commandsOf(tokensOf(read(source))))
    results.push({ source, ...(await runCommand(command, place)) });
  return results;
}

function read(source) {
  return readFileSync(join(root, source), 'utf8');
}
