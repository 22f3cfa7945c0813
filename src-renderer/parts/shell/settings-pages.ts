/** Pages of the settings, in order. */
export const SETTINGS_PAGES = [
  { name: 'general', title: 'General' },
  { name: 'analysis', title: 'Analysis' },
  { name: 'overlay', title: 'Overlay' },
  { name: 'labels', title: 'Labels' },
  { name: 'shortcuts', title: 'Shortcuts' },
  { name: 'models', title: 'Models' },
] as const;

export type SettingsPage = (typeof SETTINGS_PAGES)[number]['name'];

export function isSettingsPage(name: string | undefined): name is SettingsPage {
  return SETTINGS_PAGES.some((page) => page.name === name);
}
