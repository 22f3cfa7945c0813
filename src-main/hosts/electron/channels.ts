/** Names of what goes between a window's page and the main process. */
export const CHANNELS = {
  call: 'core:call',
  event: 'core:event',
  pick: 'native:pick',
  show: 'native:show-in-folder',
  newWindow: 'native:new-window',
  help: 'native:help',
  showMenu: 'menu:show',
  menuCommand: 'menu:command',
} as const;
