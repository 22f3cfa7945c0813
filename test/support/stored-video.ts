import type { Video } from '../../src-main/shared/domain.ts';
import type { VideoId } from '../../src-main/shared/records.ts';
import type { ProjectStore } from '../../src-main/core/store/project-store.ts';

/** A video of 30 frames a second that exists in the project only. */
export function addVideo(store: Pick<ProjectStore, 'videos'>, id: string, frameCount = 100_000): void {
  store.videos.add({
    id: id as VideoId,
    name: id,
    path: `${id}.mp4`,
    modifiedMs: 0,
    addedAt: '2026-01-01T00:00:00.000Z',
    video: videoFacts(id, frameCount),
  });
}

/** What probing such a video would give. */
export function videoFacts(id: string, frameCount: number): Video {
  return {
    path: `/videos/${id}.mp4`,
    sizeBytes: 1,
    fingerprint: `print of ${id}`,
    codec: 'h264',
    pixelFormat: 'yuv420p',
    widthPx: 64,
    heightPx: 48,
    rotationDeg: 0,
    sampleAspectRatio: { num: 1, den: 1 },
    streamIndex: 0,
    timeBase: { num: 1, den: 15_360 },
    pts: Float64Array.from({ length: frameCount }, (_, i) => i * 512),
    lastDuration: 512,
    keyframes: Uint32Array.of(0),
    isVariableFrameRate: false,
  };
}
