import { AppError } from '../../../shared/errors.ts';
import type { EditRule } from '../edit-context.ts';
import { knownVideo } from '../rules.ts';

export const renameVideo: EditRule<'renameVideo'> = (draft, { videoId, name }) => {
  const { id, name: before, isRemoved } = knownVideo(draft, videoId);
  draft.put('video', { id, name, isRemoved });
  return `Rename ${before} → ${name}`;
};

export const removeVideo: EditRule<'removeVideo'> = (draft, { videoId }) => {
  const { id, name } = knownVideo(draft, videoId);
  draft.put('video', { id, name, isRemoved: true });
  return `Remove ${name} from the project`;
};

export const restoreVideo: EditRule<'restoreVideo'> = (draft, { videoId }) => {
  const video = draft.video(videoId);
  if (!video) throw new AppError('video.unknown', `The project has no video ${videoId}.`);
  draft.put('video', { id: video.id, name: video.name, isRemoved: false });
  return `Restore ${video.name}`;
};
