import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findFfmpeg } from '../../src-main/core/video/ffmpeg-binary.ts';

/**
 * Writes a program that is ffmpeg in all it does, but ends by a signal from elsewhere after the last byte: what it gave
 * looks whole.
 *
 * @returns its path, for TIMELOUPE_FFMPEG.
 */
export async function ffmpegEndedBy(signal: 'KILL' | 'SEGV', folder: string): Promise<string> {
  const { path } = await findFfmpeg({ ...process.env, TIMELOUPE_FFMPEG: undefined });
  const script = join(folder, `ffmpeg-${signal}`);
  const lines = ['#!/bin/sh', `"${path}" "$@"`, 'status=$?', `case "$*" in *-version*) exit $status;; esac`];
  writeFileSync(script, [...lines, `kill -${signal} $$`, ''].join('\n'));
  chmodSync(script, 0o755);
  return script;
}
