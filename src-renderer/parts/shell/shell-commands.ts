import type { App } from '../../state/app.svelte.ts';
import type { Command } from '../../state/commands.svelte.ts';
import { analysisCommands } from './analysis-commands.ts';
import { projectCommands } from './project-commands.ts';
import { viewCommands } from './view-commands.ts';

/** Registers what belongs to no other part: the project, analyses, the view, and where to go. @returns what takes them away. */
export function registerShellCommands(app: App): () => void {
  const commands: readonly Command[] = [...projectCommands(app), ...analysisCommands(app), ...viewCommands(app)];
  return app.commands.register(commands);
}
