import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { NtExecutable, NtExecutableResource, Resource } from 'resedit';

/** What @electron/fuses looks for in a binary; then the wire's version, its length, and one digit for each fuse. */
const FUSE_WIRE = Buffer.concat([
  Buffer.from('dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX'),
  Buffer.from([1, 8]),
  Buffer.from('10110011'),
]);
const ENGLISH = { lang: 1033, codepage: 1200 };

/**
 * Writes a folder that a packager takes for an unpacked Electron: a program that holds the fuses as Electron ships them
 * and can't run, for Windows with the version that its resources need, and two of the languages.
 */
export function writeElectronStub(platform: 'linux' | 'win32', folder: string): string {
  const files: Record<string, Buffer> = {
    LICENSE: Buffer.from('The licence of Electron.\n'),
    'LICENSES.chromium.html': Buffer.from('<p>Licences of Chromium.</p>\n'),
    'locales/de.pak': Buffer.from('Hallo'),
    'locales/en-US.pak': Buffer.from('Hello'),
    ...(platform === 'win32' ? { 'electron.exe': windowsProgram() } : { electron: FUSE_WIRE }),
  };
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content, { mode: 0o755 });
  }
  return folder;
}

function windowsProgram(): Buffer {
  const program = NtExecutable.createEmpty(false, false);
  const resources = NtExecutableResource.from(program);
  const version = Resource.VersionInfo.createEmpty();
  version.lang = ENGLISH.lang;
  version.setStringValues(ENGLISH, { FileDescription: 'Electron' });
  version.outputToResourceEntries(resources.entries);
  resources.outputResource(program);
  program.setExtraData(FUSE_WIRE);
  return Buffer.from(program.generate());
}
