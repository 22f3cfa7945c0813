import { expect, test } from 'vitest';
import { distanceSteps } from '../../../../src-main/core/attention/distances.ts';
import type { AttentionShape } from '../../../../src-main/core/attention/view.ts';
import { DIVIDED, JOINT } from './drawn-tensors.ts';

/** 2 x 3 patches, 4 frames, 2 heads, one layer: each patch looks at the one that `to` names. */
function looking(shape: AttentionShape, to: (place: number) => number) {
  const patches = 6;
  const isJoint = shape.attentionType === 'joint_space_time';
  const tokens = 1 + patches * (isJoint ? shape.frames : 1);
  const groups = isJoint ? 1 : shape.frames;
  const data = new Float32Array(groups * shape.heads * tokens * tokens);
  for (let row = 0; row < groups * shape.heads * tokens; row++) {
    const token = row % tokens;
    // Half of it goes to the class token, which lies nowhere.
    data[row * tokens] = 0.5;
    if (token === 0) continue;
    const [place, frame] = isJoint
      ? [Math.floor((token - 1) / shape.frames), (token - 1) % shape.frames]
      : [token - 1, 0];
    data[row * tokens + 1 + (isJoint ? to(place) * shape.frames + frame : to(place))] = 0.5;
  }
  return new Map([['attentions.0', { shape: [groups, shape.heads, tokens, tokens], data }]]);
}

test.each([DIVIDED, JOINT])('$attentionType: the mean distance of what patches look at', (full) => {
  const shape = { ...full, layers: 1 };
  const measured = (to: (place: number) => number) => {
    const steps = distanceSteps(looking(shape, to), shape);
    expect(steps.next().done).toBe(false);
    return [...(steps.next().value as Float32Array[])[0]!];
  };
  expect(measured((place) => place)).toEqual([0, 0]);
  expect(measured((place) => (place + 3) % 6)).toEqual([1, 1]);
  // All look at the upper left: columns 0, 1, 2 of both rows.
  const mean = (0 + 1 + 2 + 1 + Math.hypot(1, 1) + Math.hypot(2, 1)) / 6;
  for (const distance of measured(() => 0)) expect(distance).toBeCloseTo(mean, 6);
});
