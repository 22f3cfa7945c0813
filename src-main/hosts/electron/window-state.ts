import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Rectangle } from 'electron';
import { z } from 'zod';

export const SMALLEST = { width: 960, height: 600 } as const;
const FIRST = { width: 1440, height: 900 } as const;

const stateSchema = z.strictObject({
  bounds: z.strictObject({ x: z.int(), y: z.int(), width: z.int().positive(), height: z.int().positive() }).nullable(),
  isMaximized: z.boolean(),
});

/** Where a window was when it was closed; without bounds the system decides. */
export type WindowState = z.output<typeof stateSchema>;

const NEW: WindowState = { bounds: null, isMaximized: false };

/** The state that was kept, moved onto a screen that is there: the one it was on may be gone. */
export function readWindowState(file: string, workAreas: readonly Rectangle[]): WindowState {
  try {
    const kept = stateSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
    return { ...kept, bounds: kept.bounds && boundsOn(workAreas, kept.bounds) };
  } catch {
    return NEW;
  }
}

/** A window's place is no reason to fail. */
export function writeWindowState(file: string, state: WindowState): void {
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, JSON.stringify(state));
  } catch {
    return;
  }
}

/** What a new window is made with. */
export function sizeFrom({ bounds }: WindowState): Partial<Rectangle> {
  return bounds ?? FIRST;
}

/** At least a hand of it must be on some screen, its title bar included; else null. */
function boundsOn(workAreas: readonly Rectangle[], bounds: Rectangle): Rectangle | null {
  const wide = {
    ...bounds,
    width: Math.max(bounds.width, SMALLEST.width),
    height: Math.max(bounds.height, SMALLEST.height),
  };
  const isSeen = workAreas.some(
    ({ x, y, width, height }) =>
      Math.min(wide.x + wide.width, x + width) - Math.max(wide.x, x) >= 100 &&
      wide.y >= y - 8 &&
      wide.y <= y + height - 40,
  );
  return isSeen ? wide : null;
}
