import { hostname } from 'node:os';
import { expect, onTestFinished, test } from 'vitest';
import { AnalysisLease } from '../../../../../src-main/core/services/runs/analysis-lease.ts';
import { LOCK_STALE_MS } from '../../../../../src-main/core/store/analysis-lock.ts';
import { ProjectStore } from '../../../../../src-main/core/store/project-store.ts';
import { temporaryProject } from '../../../../support/project-store.ts';

function lease(store: ProjectStore): AnalysisLease {
  const taken = AnalysisLease.take(store);
  onTestFinished(() => taken.release());
  return taken;
}

function holders(store: ProjectStore): number {
  return (store.db.prepare('SELECT count(*) AS n FROM analysis_lock').get() as { n: number }).n;
}

test('one holder at a time, and the next one after it', () => {
  const store = temporaryProject();
  const other = ProjectStore.open(store.path);
  onTestFinished(() => other.close());
  const first = lease(store);
  const message = `Process ${process.pid} on ${hostname()} is analyzing videos of ${store.path}.`;
  expect(() => AnalysisLease.take(other)).toThrow(message);
  expect(() => AnalysisLease.take(other)).toThrow(expect.objectContaining({ code: 'project.busy' }));
  first.release();
  expect(holders(store)).toBe(0);
  lease(other);
  expect(holders(store)).toBe(1);
});

test('a holder of which nothing was heard is taken over, and then writes nothing any more', () => {
  const store = temporaryProject();
  const asleep = lease(store);
  asleep.write(() => store.db.exec("INSERT INTO meta (key, value) VALUES ('before', '')"));
  store.db.exec(`UPDATE analysis_lock SET beat_at = beat_at - ${LOCK_STALE_MS + 1}`);
  const next = lease(store);
  const write = () => asleep.write(() => store.db.exec("INSERT INTO meta (key, value) VALUES ('after', '')"));
  expect(write).toThrow(expect.objectContaining({ code: 'project.busy' }));
  expect(write).toThrow('Another process has taken over the analysis of');
  const keys = store.db.prepare("SELECT key FROM meta WHERE key IN ('before', 'after')").all();
  expect(keys).toEqual([{ key: 'before' }]);
  asleep.release();
  expect(holders(store)).toBe(1);
  next.write(() => undefined);
});

test('a write that fails takes everything back and keeps the lease', () => {
  const store = temporaryProject();
  const own = lease(store);
  const failing = () =>
    own.write(() => {
      store.db.exec("INSERT INTO meta (key, value) VALUES ('half', '')");
      throw new Error('halfway');
    });
  expect(failing).toThrow('halfway');
  expect(store.db.prepare("SELECT key FROM meta WHERE key = 'half'").all()).toEqual([]);
  expect(own.lost.aborted).toBe(false);
  own.write(() => undefined);
});
