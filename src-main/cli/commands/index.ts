import type { Command } from '../command.ts';
import { modelsCommand } from './models.ts';

/** Add a command here. Help and the reference in the docs read this list. */
export const commands: readonly Command[] = [modelsCommand];
