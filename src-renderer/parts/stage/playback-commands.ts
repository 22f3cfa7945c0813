import type { Segment } from '#shared/records';
import type { App } from '../../state/app.svelte.ts';
import type { Command } from '../../state/commands.svelte.ts';

/** Everything that moves the playhead, in the playback group. */
export function playbackCommands(app: App, goTo: () => void): readonly Command[] {
  const isEnabled = () => app.player.frameCount > 0;
  const whyNot = () => 'No video is open.';
  const ready = { group: 'Playback', isEnabled, whyNot } as const;
  return [...playCommands(app), ...stepCommands(app), ...jumpCommands(app, goTo)].map((command) => ({
    ...ready,
    ...command,
  }));
}

type Part = Omit<Command, 'group'>;

function playCommands({ playback, player }: App): readonly Part[] {
  let isHeld = false;
  const shuttle = (direction: 1 | -1, event?: KeyboardEvent) => {
    if (isHeld) player.step(direction);
    else if (event?.repeat !== true) playback.shuttle(direction);
  };
  return [
    { id: 'playback.toggle', title: 'Play or pause', icon: 'play', keys: ['Space'], run: () => playback.toggle() },
    {
      id: 'playback.back',
      title: 'Play backwards, again: faster',
      keys: ['J'],
      run: (event) => shuttle(-1, event),
      repeats: true,
    },
    {
      id: 'playback.stop',
      title: 'Stop; held, J and L go frame by frame',
      keys: ['K'],
      run: () => {
        isHeld = true;
        playback.pause();
      },
      release: () => (isHeld = false),
    },
    {
      id: 'playback.forward',
      title: 'Play forwards, again: faster',
      keys: ['L'],
      run: (event) => shuttle(1, event),
      repeats: true,
    },
    { id: 'playback.slower', title: 'Slower', keys: ['Shift+,'], run: () => playback.changeSpeed(-1), repeats: true },
    { id: 'playback.faster', title: 'Faster', keys: ['Shift+.'], run: () => playback.changeSpeed(1), repeats: true },
    {
      id: 'playback.mute',
      title: 'Sound on or off',
      run: () => void (playback.isMuted = !playback.isMuted),
      state: () => (playback.isMuted ? 'off' : 'on'),
    },
    {
      id: 'playback.loop',
      title: 'Loop the segment or range',
      icon: 'repeat',
      keys: ['C'],
      run: () => void (player.loops = !player.loops),
      state: () => (player.loops ? 'on' : 'off'),
    },
  ];
}

function stepCommands(app: App): readonly Part[] {
  const toWindow = windowStepper(app);
  const step = (frames: number) => {
    app.playback.pause();
    app.player.step(frames);
  };
  return [
    {
      id: 'playback.previousFrame',
      title: 'Frame back',
      icon: 'step-back',
      keys: ['Left'],
      run: () => step(-1),
      repeats: true,
    },
    {
      id: 'playback.nextFrame',
      title: 'Frame forward',
      icon: 'step-forward',
      keys: ['Right'],
      run: () => step(1),
      repeats: true,
    },
    {
      id: 'playback.previousWindow',
      title: 'Previous window',
      keys: ['Shift+Left'],
      run: () => toWindow(-1),
      repeats: true,
    },
    {
      id: 'playback.nextWindow',
      title: 'Next window',
      keys: ['Shift+Right'],
      run: () => toWindow(1),
      repeats: true,
    },
  ];
}

function jumpCommands(app: App, goTo: () => void): readonly Part[] {
  const { player, playback } = app;
  const jump = (frame: number | null) => {
    playback.pause();
    if (frame !== null) player.goTo(frame);
  };
  return [
    {
      id: 'playback.previousEdge',
      title: 'Previous segment edge',
      keys: ['Ctrl+Left'],
      run: () => jump(edges(app).findLast((frame) => frame < player.frame) ?? null),
      repeats: true,
    },
    {
      id: 'playback.nextEdge',
      title: 'Next segment edge',
      keys: ['Ctrl+Right'],
      run: () => jump(edges(app).find((frame) => frame > player.frame) ?? null),
      repeats: true,
    },
    {
      id: 'playback.segmentStart',
      title: 'Start of the segment in hand',
      icon: 'skip-back',
      run: () => jump(spanInHand(app).startFrame),
    },
    {
      id: 'playback.segmentEnd',
      title: 'Last frame of the segment in hand',
      icon: 'skip-forward',
      run: () => jump(spanInHand(app).endFrame - 1),
    },
    { id: 'playback.start', title: 'Start of the video', keys: ['Home'], run: () => jump(0) },
    { id: 'playback.end', title: 'End of the video', keys: ['End'], run: () => jump(player.frameCount - 1) },
    { id: 'playback.goTo', title: 'Go to frame or time', keys: ['G'], run: goTo },
  ];
}

/** Goes from window to window; presses that come before the last one was answered add up. */
function windowStepper({ window, player, playback, runs, library }: App): (step: 1 | -1) => Promise<void> {
  let target: number | null = null;
  return async (step) => {
    playback.pause();
    const planned = runs.videoOf(runs.shown, library.currentId)?.plannedWindows ?? 0;
    const from = target ?? window.current?.index;
    if (from === undefined || planned === 0) return;
    const wanted = Math.max(0, Math.min(planned - 1, from + step));
    target = wanted;
    try {
      await window.pick(wanted);
      if (target === wanted && window.current?.index === wanted) player.goTo(window.current.startFrame);
    } finally {
      if (target === wanted) target = null;
    }
  };
}

/** Starts and ends of the video's segments, ascending; rejected ones are none. */
function edges({ annotations, library }: App): number[] {
  const frames = annotations
    .segmentsOf(library.currentId)
    .filter(({ status }) => status !== 'rejected')
    .flatMap(({ startFrame, endFrame }) => [startFrame, endFrame]);
  return [...new Set(frames)].sort((a, b) => a - b);
}

/** The selected segment, else the one under the playhead, else the window in hand, else the video. */
function spanInHand({ selection, annotations, library, window, player }: App) {
  const isUnder = ({ startFrame, endFrame, status }: Segment) =>
    status !== 'rejected' && startFrame <= player.frame && player.frame < endFrame;
  return (
    selection.segment ??
    annotations.segmentsOf(library.currentId).find(isUnder) ??
    window.current ?? { startFrame: 0, endFrame: player.frameCount }
  );
}
