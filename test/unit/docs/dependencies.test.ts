import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const ROOT = new URL('../../../', import.meta.url);
const PUBLIC_REGISTRY = 'https://registry.npmjs.org/';

interface LockedPackage {
  readonly version?: string;
  /** Absent: from the registry that npm is set to, by name and version. */
  readonly resolved?: string;
  readonly integrity?: string;
  readonly link?: boolean;
}

interface PackageFile {
  readonly dependencies: Record<string, string>;
  readonly devDependencies: Record<string, string>;
  readonly optionalDependencies: Record<string, string>;
}

const lock = JSON.parse(textOf('package-lock.json')) as { packages: Record<string, LockedPackage> };
const own = JSON.parse(textOf('package.json')) as PackageFile;
const asked = { ...own.dependencies, ...own.devDependencies, ...own.optionalDependencies };

test('the lockfile takes every package from the registry, held by its hash', () => {
  const packages = Object.entries(lock.packages).filter(([place]) => place !== '');
  expect(packages.length).toBeGreaterThan(500);
  const wrong = packages.filter(
    ([, { version, resolved = PUBLIC_REGISTRY, integrity = '', link = false }]) =>
      version === undefined ||
      link ||
      !resolved.startsWith(PUBLIC_REGISTRY) ||
      !/^sha512-[A-Za-z0-9+/]{86}==$/.test(integrity),
  );
  expect(wrong.map(([place]) => place)).toEqual([]);
});

test('what is asked for is one version each, and the one that is locked', () => {
  for (const [name, version] of Object.entries(asked)) {
    expect(version, name).toMatch(/^\d+\.\d+\.\d+$/);
    expect(lock.packages[`node_modules/${name}`]?.version, name).toBe(version);
  }
});

test('installing runs no script of a package', () => {
  expect(textOf('.npmrc').split('\n')).toContain('ignore-scripts=true');
});

test('every package that is asked for is in docs/dependencies.md with what it is for', () => {
  const rows = textOf('docs/dependencies.md')
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .map((line) => line.split('|')[1]!)
    .flatMap((names) => names.replace(/\(.*?\)/g, '').split(','))
    .map((name) => name.trim());
  expect(Object.keys(asked).filter((name) => !rows.includes(name))).toEqual([]);
});

function textOf(path: string): string {
  return readFileSync(fileURLToPath(new URL(path, ROOT)), 'utf8');
}
