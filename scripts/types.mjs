// The package's declarations: out/types/index.d.ts and what it refers to, without those of the inside.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { root, run } from './steps.mjs';

const ENTRY = 'library/index.ts';
const REFERENCE = /(from |import\()'(\.[^']+)\.ts'/g;

const all = mkdtempSync(join(tmpdir(), 'timeloupe-types-'));
const types = join(root, 'out', 'types');
try {
  const tsc = join(dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin', 'tsc');
  const status = run(process.execPath, [tsc, '-p', join(root, 'tsconfig.lib.json'), '--outDir', all]);
  if (status !== 0) process.exit(status);
  rmSync(types, { recursive: true, force: true });
  copy(ENTRY, new Set());
  writeFileSync(
    join(types, 'index.d.ts'),
    `/// <reference lib="esnext.disposable" />\nexport * from './${ENTRY.replace('.ts', '.js')}';\n`,
  );
} finally {
  rmSync(all, { recursive: true, force: true });
}

/** Copies one declaration and those it names. tsc leaves the names of sources in them; not every compiler likes that. */
function copy(source, done) {
  if (done.has(source)) return;
  done.add(source);
  const name = source.replace(/\.ts$/, '.d.ts');
  const text = readFileSync(join(all, name), 'utf8');
  const path = join(types, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text.replace(REFERENCE, "$1'$2.js'"));
  for (const [, , target] of text.matchAll(REFERENCE)) copy(`${join(dirname(source), target)}.ts`, done);
}
