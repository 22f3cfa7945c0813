import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { ExportScope } from '../../src-main/core/export/selection.ts';
import { Corrections } from '../../src-main/core/services/corrections/corrections.ts';
import { applyImport, previewImport } from '../../src-main/core/services/import/import.ts';
import type { ProjectStore } from '../../src-main/core/store/project-store.ts';
import {
  type ImportPlan,
  type ImportReport,
  type ImportRequestInput,
  importRequestSchema,
} from '../../src-main/shared/protocol/import-methods.ts';
import { Emitter } from '../../src-main/core/base/emitter.ts';
import type { Events } from '../../src-main/shared/protocol.ts';
import { contentsOf } from './annotation-contents.ts';
import { testPlatform } from './checkpoints.ts';
import { scopeVideo } from './export-scope.ts';
import { openProject } from './open-project.ts';
import { temporaryProject } from './project-store.ts';
import { videoFacts } from './stored-video.ts';

/** A project that imports are tried on. */
export interface ImportProject {
  readonly store: ProjectStore;
  readonly corrections: Corrections;
  readonly folder: string;
  /** Writes files; returns their paths. */
  readonly write: (files: Readonly<Record<string, string | Uint8Array>>) => string[];
  readonly preview: (paths: readonly string[], request?: Partial<ImportRequestInput>) => Promise<ImportPlan>;
  /**
   * @param digest of what was looked at before.
   * @param callId of a call that may be sent again.
   */
  readonly apply: (
    paths: readonly string[],
    request?: Partial<ImportRequestInput>,
    digest?: string,
    callId?: string,
  ) => Promise<ImportReport>;
  /** Everything that is annotated, and how long the journal is. */
  readonly contents: () => object;
}

type ScopeVideo = ExportScope['videos'][number];

/** A project with videos of which only the times of their frames are there; Ada imports. */
export function importProject(videos: readonly ScopeVideo[] = [scopeVideo('cam')]): ImportProject {
  const store = temporaryProject();
  for (const video of videos) addScopeVideo(store, video);
  const project = openProject(store, testPlatform(tmpdir()));
  const corrections = new Corrections({ store, events: new Emitter<Events>() });
  const folder = mkdtempSync(join(tmpdir(), 'timeloupe-import-'));
  onTestFinished(() => {
    corrections.close();
    rmSync(folder, { recursive: true, force: true });
  });
  const params = (paths: readonly string[], request: Partial<ImportRequestInput> = {}) => ({
    annotator: 'Ada',
    request: importRequestSchema.parse({ paths, ...request }),
  });
  return {
    store,
    corrections,
    folder,
    write: (files) =>
      Object.entries(files).map(([name, content]) => {
        const path = join(folder, name);
        mkdirSync(dirname(path), { recursive: true });
        writeFileSync(path, content);
        return path;
      }),
    preview: (paths, request) => previewImport(project, params(paths, request)),
    apply: (paths, request, digest, callId) =>
      applyImport(project, corrections, { ...params(paths, request), digest }, callId),
    contents: () => contentsOf(store),
  };
}

function addScopeVideo(store: ProjectStore, { id, name, fingerprint, frameCount, clock }: ScopeVideo): void {
  const { pts, timeBase, lastDuration } = clock();
  const video = { ...videoFacts(id, frameCount), fingerprint, pts, timeBase, lastDuration };
  store.videos.add({ id, name, path: `${id}.mp4`, modifiedMs: 0, addedAt: '2026-01-01T00:00:00.000Z', video });
}
