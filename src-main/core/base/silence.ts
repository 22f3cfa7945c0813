const LOOK_EVERY_MS = 5000;
/** Moving the index of a long film to its front may be silent for a few minutes on a slow disk. */
const SILENT_LOOKS = 60;

/**
 * Calls back once when a process was silent for five minutes on end. Minutes are counted in looks: a machine that was
 * asleep, or a clock that was set, makes none of them.
 *
 * @param wasSilent asked at each look: whether nothing was heard since the last one, though something should have been.
 * @returns what ends the watch.
 */
export function watchSilence(wasSilent: () => boolean, onSilent: () => void): () => void {
  let silentLooks = 0;
  const timer = setInterval(() => {
    silentLooks = wasSilent() ? silentLooks + 1 : 0;
    if (silentLooks < SILENT_LOOKS) return;
    clearInterval(timer);
    onSilent();
  }, LOOK_EVERY_MS);
  timer.unref();
  return () => clearInterval(timer);
}
