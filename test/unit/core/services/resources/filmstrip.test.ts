import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FILMSTRIP_SLOTS, slotFrames } from '../../../../../src-main/core/services/resources/filmstrip.ts';

test('tiles of a level cover the video once, each slot with its left edge to within 1/16 of it', () => {
  const videos = fc.record({
    frameCount: fc.integer({ min: 1, max: 5000 }),
    gaps: fc.array(fc.integer({ min: 1, max: 300 }), { maxLength: 60 }),
    level: fc.integer({ min: 0, max: 12 }),
  });
  fc.assert(
    fc.property(videos, ({ frameCount, gaps, level }) => {
      let at = 0;
      const keyframes = Uint32Array.from([0, ...gaps.map((gap) => (at += gap))].filter((frame) => frame < frameCount));
      const video = { pts: new Float64Array(frameCount), keyframes };
      const width = 2 ** level;
      const tiles = Math.ceil(frameCount / (width * FILMSTRIP_SLOTS));
      const frames = Array.from({ length: tiles }, (_, tile) => slotFrames(video, level, tile));
      expect(frames.slice(0, -1).every((tile) => tile.length === FILMSTRIP_SLOTS)).toBe(true);
      const shown = frames.flat();
      expect(shown).toHaveLength(Math.ceil(frameCount / width));
      for (const [slot, frame] of shown.entries()) {
        const edge = slot * width;
        expect(edge - frame).toBeGreaterThanOrEqual(0);
        expect(edge - frame).toBeLessThanOrEqual(width / 16);
        const isNear = keyframes.some((keyframe) => keyframe <= edge && edge - keyframe <= width / 16);
        expect(isNear ? keyframes.includes(frame) : frame === edge).toBe(true);
      }
    }),
  );
});
