import { describe, expect, test } from 'vitest';
import type { DoctorReport } from '../../../../src-main/core/services/doctor.ts';
import { runCli } from '../../../support/cli.ts';

describe('doctor', () => {
  test('--json: ffmpeg, every provider with its time or its reason, machine and folders', async () => {
    const { code, stdout } = await runCli(['doctor', '--json']);
    expect(code).toBe(0);
    const report = JSON.parse(stdout) as DoctorReport;
    expect(report.node).toBe(process.version);
    expect(report.ffmpeg).toMatchObject({ ok: true, version: expect.any(String) as string });
    expect(report.inference).toMatchObject({ ok: true, model: expect.any(String) as string });
    if (!report.inference.ok) return;
    expect(report.inference.providers.map(({ provider }) => provider)).toEqual([
      'cuda',
      'dml',
      'coreml',
      'webgpu',
      'cpu',
    ]);
    for (const { windowMs, reason } of report.inference.providers) {
      // One of the two, never both.
      expect(windowMs === null).toBe(reason !== null);
    }
    expect(report.inference.providers.at(-1)!.windowMs).toBeGreaterThan(0);
    expect(report.processor.cores).toBeGreaterThan(0);
    expect(report.folders.map(({ use }) => use)).toEqual(['bundled models', 'resources', 'downloaded models', 'cache']);
  });

  test('as text', async () => {
    const { code, stdout } = await runCli(['doctor']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^timeloupe +\d+\.\d+\.\d+, Node v\d+/);
    expect(stdout).toMatch(/\nffmpeg +ok, /);
    expect(stdout).toMatch(/\n {2}cpu +ok, \d+\.\d ms a window of /);
  });

  test('an ffmpeg that does not run is said, and the exit code too', async () => {
    const { code, stdout, stderr } = await runCli(['doctor'], { TIMELOUPE_FFMPEG: '/nowhere/ffmpeg' });
    expect(code).toBe(13);
    expect(stdout).toMatch(/\nffmpeg +missing: TIMELOUPE_FFMPEG is "\/nowhere\/ffmpeg"/);
    expect(stderr).toMatch(/^TIMELOUPE_FFMPEG is "\/nowhere\/ffmpeg"/);
  });
});
