import { onTestFinished } from 'vitest';
import { Emitter } from '../../src-main/core/base/emitter.ts';
import { Corrections } from '../../src-main/core/services/corrections/corrections.ts';
import { ProjectStore } from '../../src-main/core/store/project-store.ts';
import { type EditInput, editSchema } from '../../src-main/shared/edit.ts';
import type { Events } from '../../src-main/shared/protocol.ts';
import type { EditResult } from '../../src-main/shared/protocol/project-methods.ts';

/** Corrections of one store as one window has them. */
export function corrector(store: ProjectStore) {
  const events = new Emitter<Events>();
  const told: Events['annotations.changed'][] = [];
  events.on((event, payload) => {
    if (event === 'annotations.changed') told.push(payload as Events['annotations.changed']);
  });
  const corrections = new Corrections({ store, events });
  onTestFinished(() => {
    corrections.close();
  });
  const apply = (edit: EditInput, annotator = 'Ada'): EditResult =>
    corrections.apply({ annotator, edit: editSchema.parse(edit) });
  return { corrections, apply, told, events };
}

/** A second connection to the same file, as another process has one. */
export function secondConnection(store: ProjectStore): ProjectStore {
  const second = ProjectStore.open(store.path);
  onTestFinished(() => {
    second.close();
  });
  return second;
}
