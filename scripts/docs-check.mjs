// `npm run docs:check`: generated pages are as the code has them, every link leads somewhere, every command runs.
import { pathToFileURL } from 'node:url';
import { GENERATED_TESTS } from './docs/generated.mjs';
import { ensureBuilt, ensureInstalled, say, vitest } from './steps.mjs';

/** All but the generated pages, which the tests hold to the code. @returns {Promise<number>} how much is wrong */
export async function checkDocs() {
  // It needs what is installed only once this runs.
  const { checkCommands, checkLinks, checkSite } = await import('./docs/check.mjs');
  const links = checkLinks();
  say(`${links.checked} links lead to a file or a heading; ${links.outside} lead out and were not followed`);
  const site = checkSite();
  say(`the site has ${site.pages} pages and ${site.pictures} pictures; ${site.checked} addresses were followed`);
  const commands = await checkCommands();
  const left = commands.filter(({ state }) => state === 'not run');
  say(`${commands.filter(({ state }) => state === 'ran').length} commands ran; ${left.length} were not run:`);
  for (const [why, those] of byReason(left))
    say(
      `  ${those.length}: ${why} (${those.map(({ command }) => command.split(' ').slice(0, 3).join(' ')).join('; ')})`,
    );
  const failed = commands.filter(({ state }) => state === 'failed');
  const faults = [
    ...links.faults,
    ...site.faults,
    ...failed.map(({ source, command, why }) => `${source}: ${command}: ${why}`),
  ];
  for (const fault of faults) process.stdout.write(`wrong: ${fault}\n`);
  return faults.length;
}

function byReason(commands) {
  const reasons = new Map();
  for (const command of commands) reasons.set(command.why, [...(reasons.get(command.why) ?? []), command]);
  return reasons;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  ensureInstalled();
  ensureBuilt();
  say('holding the generated pages to the code');
  // With CI set, a page that is missing is a failure too.
  const env = { ...process.env, CI: '1' };
  const stale = vitest(['--reporter=dot', ...GENERATED_TESTS], { env });
  if (stale !== 0) process.stdout.write('wrong: a generated page is stale; `npm run docs` makes them anew\n');
  const faults = (await checkDocs()) + (stale === 0 ? 0 : 1);
  process.stdout.write(faults === 0 ? 'docs: all is well\n' : `docs: ${faults} wrong\n`);
  process.exit(faults === 0 ? 0 : 1);
}
