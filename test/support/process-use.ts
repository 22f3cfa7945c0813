import { readdirSync, readFileSync } from 'node:fs';
import { childrenOf } from './child-processes.ts';

/** What a process holds of the machine. */
export interface ProcessUse {
  /** Proportional set size, its children's not included. */
  readonly bytes: number;
  /** Open files, sockets and pipes. */
  readonly handles: number;
  readonly children: number;
  /** Of those of its children that host ONNX Runtime, all together. */
  readonly inferenceBytes: number;
}

/** From /proc; null elsewhere than on Linux, and for a process that is no more. */
export function useOf(pid: number): ProcessUse | null {
  const bytes = processBytes(pid);
  if (bytes === null) return null;
  const inference = childrenOf(pid, 'inference-process').map((child) => processBytes(child) ?? 0);
  return {
    bytes,
    handles: readdirSync(`/proc/${pid}/fd`).length,
    children: childrenOf(pid, '').length,
    inferenceBytes: inference.reduce((sum, one) => sum + one, 0),
  };
}

/** Proportional set size of a process, from /proc; null elsewhere than on Linux. */
export function processBytes(pid: number): number | null {
  try {
    const [, kib] = /^Pss:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8')) ?? [];
    return kib === undefined ? null : Number(kib) * 1024;
  } catch {
    return null;
  }
}
