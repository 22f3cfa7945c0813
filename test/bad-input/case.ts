import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ErrorCode } from '../../src-main/shared/errors.ts';
import { safetensorsBytes } from '../support/safetensors-file.ts';

/** One wrong input and the one right answer to it. */
export interface BadInput {
  readonly name: string;
  /** Writes what the command is to stumble over. */
  readonly make?: (dir: string) => void | Promise<void>;
  /** The command line, without the program's name. */
  readonly args: (dir: string) => string[];
  readonly code: ErrorCode;
  /** The last line of stderr, with the folder's path as DIR. */
  readonly message: string;
}

const fixtures = fileURLToPath(new URL('../fixtures', import.meta.url));
export const sampleVideo = fileURLToPath(new URL('../../resources/sample/motions.mp4', import.meta.url));
export const demoModel = fileURLToPath(new URL('../../models/demo-motion', import.meta.url));

/** A file of test/fixtures. */
export function fixture(...parts: readonly string[]): string {
  return join(fixtures, ...parts);
}

/** A sound checkpoint folder at DIR/model, to be spoilt. */
export function soundCheckpoint(dir: string): string {
  const folder = join(dir, 'model');
  cpSync(fixture('checkpoints', 'tiny'), folder, { recursive: true });
  return folder;
}

/** Rewrites fields of a checkpoint's JSON file; undefined removes one. */
export function changeJson(path: string, change: Readonly<Record<string, unknown>>): void {
  const json = JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>;
  writeFileSync(path, JSON.stringify({ ...json, ...change }));
}

/** A .safetensors file from a header and as many data bytes as asked for. */
export function writeSafetensors(path: string, header: unknown, dataBytes: number): void {
  const text = typeof header === 'string' ? header : JSON.stringify(header);
  writeFileSync(path, safetensorsBytes(text, Buffer.alloc(dataBytes)));
}

/** Writes a text file in DIR, with its folders. */
export function writeText(dir: string, name: string, text: string): string {
  const path = join(dir, name);
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, text);
  return path;
}
