import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** Why no disk of its own can be had here; null where one can. For a test's name, where it is skipped. */
export const NO_DISK = whyNone();

/** A small file system in memory, gone after the test. */
export interface OwnDisk {
  readonly folder: string;
  /** From then on nothing can be written to it, not even by root. */
  makeReadOnly(): void;
  makeWritable(): void;
}

/** @param mib its size. */
export function ownDisk(mib: number): OwnDisk {
  const folder = mkdtempSync(join(tmpdir(), 'timeloupe-disk-'));
  mount('-t', 'tmpfs', '-o', `size=${mib}m`, 'tmpfs', folder);
  onTestFinished(() => {
    execFileSync('umount', ['--lazy', folder]);
    rmSync(folder, { recursive: true, force: true });
  });
  return {
    folder,
    makeReadOnly: () => mount('-o', 'remount,ro', folder),
    makeWritable: () => mount('-o', 'remount,rw', folder),
  };
}

function whyNone(): string | null {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return 'needs root on Linux, to mount a disk';
  const folder = mkdtempSync(join(tmpdir(), 'timeloupe-disk-'));
  try {
    mount('-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', folder);
    execFileSync('umount', [folder]);
    return null;
  } catch {
    return 'needs the right to mount a disk';
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function mount(...args: string[]): void {
  execFileSync('mount', args, { stdio: 'ignore' });
}

const FILLER = 'filler.bin';

/** Takes the disk's room but for some KiB. @returns what gives it back. */
export function fillUp({ folder }: OwnDisk, leaveKib: number): () => void {
  const { bavail, bsize } = statfsSync(folder);
  const path = join(folder, FILLER);
  writeFileSync(path, Buffer.alloc(Math.max(0, bavail * bsize - leaveKib * 1024)));
  return () => rmSync(path);
}
