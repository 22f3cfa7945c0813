import { manifestSchema } from '../../../shared/manifest.ts';
import type { ExportRequest } from '../../../shared/protocol/export-methods.ts';
import type { Absence, Segment } from '../../../shared/records.ts';
import { basename, extname } from 'node:path';
import { AppError } from '../../../shared/errors.ts';
import type { ExportVideo, Selection } from '../../export/exporter.ts';
import type { Drawing } from '../../export/sampler.ts';
import type { ExportScope } from '../../export/selection.ts';
import { snapshot } from '../../store/database.ts';
import type { StoredVideo } from '../../store/video-store.ts';
import { defaultRate } from '../analysis/sampling.ts';
import { storedManifest } from '../runs/stored-manifest.ts';
import type { OpenProject } from '../project/open-project.ts';

/** The published model, for a project that has run none. */
const USUAL: Drawing = { frames: 8, rate: 32 };

/**
 * What the project holds of a request's videos, classes and annotator, as of one moment. Removed videos are left out.
 *
 * @throws AppError 'video.unknown', 'class.unknown'; 'request.invalid' for a person who has decided nothing.
 */
export function readScope({ store, platform }: OpenProject, request: ExportRequest): ExportScope {
  return snapshot(store.db, () => {
    const videos = chosenVideos(store.videos.list(), [...(request.videoIds ?? []), ...Object.keys(request.assigned)]);
    const schema = chosenClasses(store.annotations.labelClasses(), request.classIds);
    const [videoIds, classIds] = [
      new Set(request.videoIds ?? videos.map(({ id }) => id)),
      new Set(schema.map(({ id }) => id)),
    ];
    const { annotator } = request;
    const isIn = ({ videoId, classId }: { videoId: StoredVideo['id']; classId: (typeof schema)[number]['id'] }) =>
      videoIds.has(videoId) && classIds.has(classId);
    const said = { segments: store.annotations.segments({}), absences: store.annotations.absences({}) };
    for (const name of [annotator, request.adjudicator]) if (name !== undefined) requirePerson(name, said);
    const isOf = (one: Segment | Absence) => isIn(one) && (annotator === undefined || one.annotator === annotator);
    const [segments, absences] = [said.segments.filter(isOf), said.absences.filter(isOf)];
    return {
      project: { id: store.meta().id, name: basename(store.path, extname(store.path)) },
      appVersion: platform.version,
      at: new Date().toISOString(),
      videos: videos.filter(({ id }) => videoIds.has(id)).map((video) => exportVideo(store, video)),
      schema,
      segments,
      absences,
      runs: runsOf(store),
      trainer: trainerOf(store),
    };
  });
}

/** @throws AppError 'request.invalid' for a name that stands at no segment and no absence. */
function requirePerson(name: string, said: { segments: readonly Segment[]; absences: readonly Absence[] }): void {
  const people = new Set([...said.segments, ...said.absences].map(({ annotator }) => annotator));
  if (people.has(name)) return;
  const known = [...people].filter((one) => one !== null).sort();
  const who = known.length === 0 ? 'Nobody has decided anything yet' : `Those who have: ${known.join(', ')}`;
  throw new AppError('request.invalid', `Nobody called "${name}" has decided anything in this project. ${who}.`);
}

type Store = OpenProject['store'];

function chosenVideos(videos: readonly StoredVideo[], asked: readonly string[]): readonly StoredVideo[] {
  const known = new Set<string>(videos.map(({ id }) => id));
  const unknown = asked.find((id) => !known.has(id));
  if (unknown === undefined) return videos;
  throw new AppError('video.unknown', `The project has no video with the id "${unknown}", or it was removed.`);
}

function chosenClasses<T extends { readonly id: string }>(
  classes: readonly T[],
  asked: readonly string[] | undefined,
): T[] {
  const unknown = asked?.find((id) => !classes.some((one) => one.id === id));
  if (unknown !== undefined) throw new AppError('class.unknown', `The project has no class with the id "${unknown}".`);
  return classes.filter(({ id }) => asked?.includes(id) ?? true);
}

function exportVideo(store: Store, stored: StoredVideo): ExportScope['videos'][number] {
  const { id, name, fingerprint, fullHash, frameCount, facts, holes } = stored;
  const { sizeBytes, widthPx, heightPx, timeBase, lastDuration } = facts;
  const { firstPts, lastPts } = store.videos.extent(id);
  const durationSec = ((lastPts + lastDuration - firstPts) * timeBase.num) / timeBase.den;
  let times: ReturnType<ExportVideo['clock']> | undefined;
  const clock = () => (times ??= { timeBase, lastDuration, pts: store.videos.frames(id).pts });
  return { id, name, fingerprint, fullHash, frameCount, sizeBytes, widthPx, heightPx, durationSec, holes, clock };
}

function runsOf({ runs }: Store): Selection['runs'] {
  return runs.runs().map(({ id, modelHash }) => ({ id, modelHash, modelName: runs.model(modelHash)!.name }));
}

const trainerSchema = manifestSchema.pick({ input: true, samplingRate: true });

/** As the model of the newest run draws its clips. */
function trainerOf({ runs }: Store): Drawing {
  const newest = runs.runs().at(-1);
  const model = newest && runs.model(newest.modelHash);
  if (!model) return USUAL;
  const { input, samplingRate } = storedManifest(trainerSchema, model);
  return { frames: input.frames, rate: samplingRate ?? defaultRate(input.frames) };
}
