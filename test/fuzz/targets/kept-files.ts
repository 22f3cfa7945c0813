import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { readRecord } from '../../../src-main/core/hub/record.ts';
import { Emitter } from '../../../src-main/core/base/emitter.ts';
import { RecentProjects } from '../../../src-main/core/services/app/recent-projects.ts';
import { SettingsKeeper } from '../../../src-main/core/services/app/settings-keeper.ts';
import { ClipLog } from '../../../src-main/core/services/export/clip-log.ts';
import { readCachedVideo, writeCachedVideo } from '../../../src-main/core/video/pts-cache.ts';
import type { Events } from '../../../src-main/shared/protocol.ts';
import { DEFAULT_SETTINGS, settingsSchema } from '../../../src-main/shared/settings.ts';
import { videoFacts } from '../../support/stored-video.ts';
import { mutatedBytes } from '../engine/bytes.ts';
import { mutatedJson } from '../engine/json.ts';
import type { FuzzInput, FuzzPlace, FuzzTarget } from '../engine/target.ts';
import { writtenJson } from '../engine/values.ts';
import { require, requirePlain } from '../engine/verdict.ts';
import { fuzzPlatform } from './platform.ts';

const KEY = { fingerprint: 'print', asked: 'first' } as const;

export const keptFiles: FuzzTarget = {
  name: 'kept-files',
  what: 'what the application itself keeps as JSON: settings, recent projects, times of frames, records of downloads, clips of an unfinished export',
  inputs: 400,
  async open(place) {
    const kept = await soundTable(place);
    const sound: Readonly<Record<string, unknown>> = { ...SOUND, 'cache/pts/print-first.json': kept };
    const kinds = Object.keys(sound);
    const all = kinds.map((kind) => Buffer.from(JSON.stringify(sound[kind])));
    return {
      make(random) {
        const at = random.below(kinds.length);
        const kind = kinds[at]!;
        const bytes = random.isOne(4)
          ? mutatedBytes(all[at]!, random, all)
          : Buffer.from(writtenJson(mutatedJson(sound[kind], random)));
        return { kind, bytes };
      },
      read: (input) => readKept(place, input),
    };
  },
};

async function readKept(place: FuzzPlace, { kind, bytes }: FuzzInput): Promise<void> {
  const folder = join(place.folder, 'kept');
  rmSync(folder, { recursive: true, force: true });
  const path = join(folder, kind);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, bytes);
  // A damaged file is told of, put aside, and replaced by what there is without one.
  const platform = { ...fuzzPlatform(place), configDir: folder, reportFault: () => undefined };
  if (kind === 'settings.json') {
    const settings = await new SettingsKeeper(platform, new Emitter<Events>()).get();
    require(settingsSchema.safeParse(settings).success, () => `settings are ${JSON.stringify(settings)}`);
    require(Object.keys(settings).length === Object.keys(DEFAULT_SETTINGS).length, () => 'settings are missing');
  } else if (kind === 'recent.json') requirePlain(await new RecentProjects(platform).list());
  else if (kind === 'hub.json') requirePlain(await readRecord(folder));
  else if (kind === 'clips.jsonl') requireClips(await ClipLog.open(folder), folder);
  else await readTable(join(folder, 'cache'));
}

async function readTable(cacheDir: string): Promise<void> {
  const video = await readCachedVideo(cacheDir, KEY);
  if (!video) return;
  const { pts, keyframes, lastDuration } = video;
  require(pts.every((time, i) => Number.isFinite(time) && (i === 0 || time >= pts[i - 1]!)), () =>
    'times do not ascend');
  require(keyframes.every((frame) => frame < pts.length), () => 'a key frame lies behind the last frame');
  require(Number.isFinite(lastDuration), () => 'the last frame has no length');
}

function requireClips({ finished }: ClipLog, folder: string): void {
  require(Number.isInteger(finished), () => 'clips are not counted');
  require(readdirSync(folder).length === 1, () => 'it wrote beside its log');
}

async function soundTable({ folder }: FuzzPlace): Promise<unknown> {
  await writeCachedVideo(join(folder, 'sound'), KEY, videoFacts('cam', 40));
  return JSON.parse(readFileSync(join(folder, 'sound', 'pts', 'print-first.json'), 'utf8'));
}

const AT = '2026-01-01T00:00:00.000Z';
const SOUND = {
  'settings.json': { ...DEFAULT_SETTINGS, ofANewerVersion: { a: [1] } },
  'recent.json': [
    { path: '/videos/study.timeloupe', openedAt: AT },
    { path: '/videos/other.timeloupe', openedAt: AT },
  ],
  'hub.json': {
    ...{ version: 1, endpoint: 'https://huggingface.co', id: 'a/b', revision: 'main', commit: 'a'.repeat(40) },
    ...{ licence: 'mit', files: [{ name: 'config.json', sizeBytes: 9, sha256: 'ab', checkedBy: 'sha256' }] },
  },
  'clips.jsonl': { key: 'ab', path: 'files/train/walk/clip.mp4', bytes: 100, sha256: 'cd' },
} as const;
