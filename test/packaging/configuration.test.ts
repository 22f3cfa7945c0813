import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { builderConfig } from '../../scripts/packaging/builder-config.mjs';
import { writeIcons } from '../../scripts/packaging/icons.mjs';
import { nameOf, type Target, TARGETS, targetsNamed } from '../../scripts/packaging/targets.mjs';
import { suiteFolder } from '../support/suite-folder.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const folder = suiteFolder();
const [windows, windowsOnArm, mac, linux] = TARGETS as [Target, Target, Target, Target];

test('there is a package for each processor that ONNX Runtime has a binding for', () => {
  for (const { platform, arch } of TARGETS) {
    const binding = join('node_modules/onnxruntime-node/bin/napi-v6', platform, arch, 'onnxruntime_binding.node');
    expect(existsSync(join(root, binding)), binding).toBe(true);
  }
  expect(existsSync(join(root, 'node_modules/onnxruntime-node/bin/napi-v6/darwin/x64'))).toBe(false);
  expect(TARGETS.map(nameOf)).toEqual(['win32-x64', 'win32-arm64', 'darwin-arm64', 'linux-x64', 'linux-arm64']);
});

test('installers are made in the forms that each system knows', () => {
  const { win, mac: macOs, linux: linuxes, nsis } = configFor(linux);
  expect(win?.target).toEqual(['nsis']);
  expect(macOs?.target).toEqual(['dmg', 'zip']);
  expect(linuxes?.target).toEqual(['AppImage', 'deb', 'rpm']);
  expect(nsis).toMatchObject({ oneClick: false, deleteAppDataOnUninstall: false });
});

test('packages for Linux name what deb and rpm demand: who maintains them, and a page', () => {
  expect(configFor(linux).linux?.maintainer).toMatch(/^.+ <.+@.+>$/);
  expect(configFor(linux).extraMetadata).toMatchObject({
    main: 'out/main/electron.js',
    homepage: expect.stringMatching(/^https:/) as unknown,
  });
});

test('a project opens by a double click', () => {
  expect(configFor(windows).fileAssociations).toMatchObject([{ ext: 'timeloupe' }]);
});

test('every target is packaged with the Electron that is tested', () => {
  const { version } = JSON.parse(readFileSync(join(root, 'node_modules/electron/package.json'), 'utf8')) as {
    version: string;
  };
  for (const target of TARGETS) expect(configFor(target).electronVersion).toBe(version);
});

test('macOS: hardened, with one entitlement, and notarised where there is an identity and an account', () => {
  const identity = { CSC_LINK: 'file.p12' };
  expect(configFor(mac, identity).mac).toMatchObject({ hardenedRuntime: true, notarize: false });
  expect(configFor(mac, { ...identity, APPLE_API_KEY: 'key.p8' }).mac).toMatchObject({ notarize: true });
  const { entitlements, entitlementsInherit } = configFor(mac, identity).mac!;
  expect(entitlementsInherit).toBe(entitlements);
  const list = readFileSync(join(root, 'packaging', entitlements!), 'utf8');
  expect([...list.matchAll(/<key>(.*)<\/key>\s*<true\/>/g)].map(([, name]) => name)).toEqual([
    'com.apple.security.cs.allow-jit',
  ]);
});

test('macOS: signed for the machine alone where there is no identity', () => {
  expect(configFor(mac, { CSC_LINK: '' }).mac).toMatchObject({
    identity: '-',
    hardenedRuntime: false,
    notarize: false,
  });
});

test('no package has an address for updates unless the environment gives one', () => {
  for (const target of TARGETS) expect(configFor(target).publish).toBe(null);
});

test('updates come from the repository that built the package, or from a named address', () => {
  const ofRepository = { provider: 'github', owner: 'ada', repo: 'timeloupe', releaseType: 'draft' };
  expect(configFor(linux, { GITHUB_REPOSITORY: 'ada/timeloupe' }).publish).toEqual([ofRepository]);
  const named = { TIMELOUPE_UPDATE_URL: 'https://example.org/', GITHUB_REPOSITORY: 'ada/timeloupe' };
  expect(configFor(mac, named).publish).toEqual([{ provider: 'generic', url: 'https://example.org/' }]);
});

test('the two kinds of Windows read different lists of versions', () => {
  const env = { TIMELOUPE_UPDATE_URL: 'https://example.org/' };
  const channels = [windows, windowsOnArm].map((target) => JSON.stringify(configFor(target, env).publish));
  expect(channels[1]).toContain('"channel":"latest-arm64"');
  expect(channels[0]).not.toContain('channel');
});

test('a target that is not there is refused with the list of those that are', () => {
  expect(() => targetsNamed(['darwin-x64'])).toThrow(/"darwin-x64".*darwin-arm64/);
  expect(targetsNamed(['linux-x64'])).toEqual([linux]);
});

test('icons are drawn in the sizes and containers of the three systems', async () => {
  await writeIcons(join(root, 'src-renderer', 'icon.svg'), folder);
  const ico = readFileSync(join(folder, 'icon.ico'));
  expect(ico.readUInt16LE(4)).toBe(4);
  const last = 6 + 16 * 3;
  const picture = ico.subarray(ico.readUInt32LE(last + 12), ico.readUInt32LE(last + 12) + ico.readUInt32LE(last + 8));
  expect(await sharp(picture).metadata()).toMatchObject({ format: 'png', width: 256, height: 256 });

  const icns = readFileSync(join(folder, 'icon.icns'));
  expect(icns.toString('latin1', 0, 4)).toBe('icns');
  expect(icns.readUInt32BE(4)).toBe(icns.length);
  expect(await sharp(join(folder, '512x512.png')).metadata()).toMatchObject({ width: 512, height: 512 });
});

function configFor(target: Target, env: Record<string, string> = {}) {
  return builderConfig({ target, build: 'build', out: 'out', electronDist: null, env });
}
