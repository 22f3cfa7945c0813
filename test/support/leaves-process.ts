import { afterAll, expect } from 'vitest';

/** What files that share a process could change under one another. */
function shared() {
  return {
    folder: process.cwd(),
    exitCode: process.exitCode,
    caught: ['SIGINT', 'SIGTERM', 'SIGHUP'].filter((signal) => process.listenerCount(signal) > 0),
  };
}

const found = shared();
const environment = { ...process.env };

// A file that changes its process is told here, not by one that comes after it.
afterAll(() => {
  expect(shared()).toEqual(found);
  // Names only: some values are nobody's business.
  const names = Object.keys({ ...environment, ...process.env });
  expect(names.filter((name) => environment[name] !== process.env[name])).toEqual([]);
});
