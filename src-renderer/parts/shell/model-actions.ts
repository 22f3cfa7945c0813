import { fromWire } from '#shared/errors';
import type { ModelChoice, TaskInfo } from '#shared/protocol/app-methods';
import { screenWords } from '../../lib/screen-words.ts';
import type { App } from '../../state/app.svelte.ts';

/** Adds a model from this machine and chooses it for the next analysis. @throws AppError why it is refused. */
export async function addModel(app: App, path: string): Promise<void> {
  await followModel(app, await app.host.call('models.add', { from: { kind: 'path', path } }));
}

/** Waits until a model is there, then chooses it. @throws AppError why it is refused; nothing when it was cancelled. */
export async function followModel(app: App, begun: TaskInfo): Promise<void> {
  const task = await app.tasks.finished(begun);
  const before = new Set(app.runs.models.map(({ id }) => id));
  await app.runs.readModels();
  if (task.error) throw fromWire(task.error);
  if (task.state !== 'done') return;
  const model = modelOf(task, app.runs.models) ?? app.runs.models.find(({ id }) => !before.has(id));
  if (!model) return;
  if (model.refusal !== null) {
    app.toasts.warn(`${model.name}: ${screenWords(model.refusal)}`);
    return;
  }
  app.settings.set({ modelId: model.id });
  app.toasts.say(`${model.name} is used for the next analysis.`);
}

/** The task's result names the model that was added. */
function modelOf({ result }: TaskInfo, models: readonly ModelChoice[]): ModelChoice | undefined {
  const id = typeof result === 'object' && result !== null && 'id' in result ? result.id : null;
  return models.find((model) => model.id === id);
}
