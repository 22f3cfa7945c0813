import type { App } from '../../state/app.svelte.ts';
import type { Command } from '../../state/commands.svelte.ts';

/** Scales that the header offers, in percent. */
export const ZOOM_PERCENT = [50, 100, 200] as const;

/** Where one looks in a picture larger than the stage: a side, and the share of the stage that the picture moves by. */
const SIDES = [
  ['left', 'Left', 0.1, 0],
  ['right', 'Right', -0.1, 0],
  ['up', 'Up', 0, 0.1],
  ['down', 'Down', 0, -0.1],
] as const;

/** How the picture is looked at, and what lies over it. */
export function viewCommands({ stage, attention, settings }: App): readonly Command[] {
  return [
    {
      id: 'stage.fit',
      title: 'Picture: fit',
      group: 'View',
      icon: 'maximize',
      run: () => stage.fit(),
      state: () => stage.words,
    },
    ...ZOOM_PERCENT.map((percent) => ({
      id: `stage.zoom${percent}`,
      title: `Picture: ${percent} %`,
      group: 'View' as const,
      run: () => stage.setScale(percent / 100),
    })),
    ...SIDES.map(([side, key, x, y]): Command => ({
      id: `stage.${side}`,
      title: `Picture: further ${side}`,
      group: 'View',
      keys: [`Ctrl+Shift+${key}`],
      run: () => stage.pan(x * stage.size.width, y * stage.size.height),
      repeats: true,
      isEnabled: () => stage.view.scale !== null,
      whyNot: () => 'The whole picture is in view.',
    })),
    {
      id: 'stage.overlay',
      title: 'Overlay on or off',
      group: 'Attention',
      icon: 'eye',
      keys: ['V'],
      run: () => void (attention.isShown = !attention.isShown),
      state: () => (attention.isShown ? 'on' : 'off'),
    },
    {
      id: 'stage.unseen',
      title: 'Shade what the model did not see',
      group: 'Attention',
      keys: ['Shift+V'],
      run: () => settings.set({ shadeUnseen: !settings.value.shadeUnseen }),
      state: () => (settings.value.shadeUnseen ? 'on' : 'off'),
    },
  ];
}
