import { expect, test } from 'vitest';
import { Scene, V } from '../../../../support/record-view.ts';

test('a video is renamed, removed and restored', () => {
  const scene = new Scene({});
  expect(scene.edit({ kind: 'renameVideo', videoId: V, name: 'Monday' })).toBe('Rename video v → Monday');
  expect(scene.edit({ kind: 'removeVideo', videoId: V })).toBe('Remove Monday from the project');
  expect(scene.maps.video.get(V)).toEqual({ id: V, name: 'Monday', isRemoved: true });
  expect(() => scene.edit({ kind: 'renameVideo', videoId: V, name: 'x' })).toThrow(/"Monday" has been removed/);
  expect(() => scene.edit({ kind: 'removeVideo', videoId: V })).toThrow(/has been removed/);
  expect(scene.edit({ kind: 'restoreVideo', videoId: V })).toBe('Restore Monday');
  expect(scene.maps.video.get(V)).toEqual({ id: V, name: 'Monday', isRemoved: false });
  expect(() => scene.edit({ kind: 'restoreVideo', videoId: V })).toThrow(/changes nothing/);
});

test.each(['renameVideo', 'removeVideo', 'restoreVideo'] as const)('%s of none: refused', (kind) => {
  const fields = kind === 'renameVideo' ? { kind, name: 'x' } : { kind };
  const act = () => new Scene({}).edit({ ...fields, videoId: 'x' });
  expect(act).toThrow(
    expect.objectContaining({ code: 'video.unknown', message: expect.stringContaining('no video x') as string }),
  );
});
