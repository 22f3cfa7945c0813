import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { extractAll, extractFile, listPackage } from '@electron/asar';
import { FuseV1Options, getCurrentFuseWire } from '@electron/fuses';
import { NtExecutable, NtExecutableResource } from 'resedit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runPacked } from './run-packed.ts';
import { writeElectronStub } from './electron-stub.ts';

const script = fileURLToPath(new URL('../../scripts/package.mjs', import.meta.url));

/** As Electron's binary holds them: the digits 0 and 1. */
const [OFF, ON] = [48, 49];

const NATIVES = /\.(node|dll|exe|dylib|so(\.[\d.]+)?)$|x64\/ffmpeg$/;

/** Each native file that a package may hold, and must. */
const TARGETS = [
  {
    name: 'linux-x64',
    platform: 'linux',
    unpacked: 'linux-unpacked',
    program: 'timeloupe',
    natives: [
      '@ffmpeg-installer/linux-x64/ffmpeg',
      '@img/sharp-libvips-linux-x64/lib/libvips-cpp.so.*',
      '@img/sharp-linux-x64/lib/sharp-linux-x64-*.node',
      '@photostructure/sqlite/prebuilds/linux-x64/@photostructure+sqlite.glibc.node',
      'onnxruntime-node/bin/napi-v6/linux/x64/libonnxruntime.so.1',
      'onnxruntime-node/bin/napi-v6/linux/x64/onnxruntime_binding.node',
    ],
  },
  {
    name: 'win32-x64',
    platform: 'win32',
    unpacked: 'win-unpacked',
    program: 'Timeloupe.exe',
    natives: [
      '@ffmpeg-installer/win32-x64/ffmpeg.exe',
      '@img/sharp-win32-x64/lib/libvips-*.dll',
      '@img/sharp-win32-x64/lib/libvips-cpp-*.dll',
      '@img/sharp-win32-x64/lib/sharp-win32-x64-*.node',
      '@photostructure/sqlite/prebuilds/win32-x64/@photostructure+sqlite.glibc.node',
      'onnxruntime-node/bin/napi-v6/win32/x64/DirectML.dll',
      'onnxruntime-node/bin/napi-v6/win32/x64/dxcompiler.dll',
      'onnxruntime-node/bin/napi-v6/win32/x64/dxil.dll',
      'onnxruntime-node/bin/napi-v6/win32/x64/onnxruntime.dll',
      'onnxruntime-node/bin/napi-v6/win32/x64/onnxruntime_binding.node',
    ],
  },
] as const;

let folder = '';
beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'timeloupe-desktop-'))));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe.each(TARGETS)('the package for $name', ({ name, platform, unpacked, program, natives }) => {
  let output = '';
  let said = '';
  let archive = '';

  beforeAll(() => {
    const electron = writeElectronStub(platform, join(folder, `electron-${platform}`));
    const args = [script, name, '--dir', '--ffmpeg', 'npm', '--electron', electron, '--out', folder];
    said = execFileSync(process.execPath, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
    output = join(folder, name, unpacked);
    archive = join(output, 'resources', 'app.asar');
  });

  test('holds what it needs, and only that', () => {
    const ours = filesInArchive(archive).filter((path) => !path.startsWith('node_modules'));
    expect(ours).toEqual(
      expect.arrayContaining([
        'package.json',
        'out/main/cli.js',
        'out/main/electron.js',
        'out/main/inference-process.js',
        'out/preload/preload.cjs',
        'out/renderer/index.html',
        'models/demo-motion/model.safetensors',
        'resources/sample/motions.mp4',
      ]),
    );
    const top = new Set(ours.map((path) => path.split('/')[0]));
    expect([...top].sort()).toEqual(['models', 'out', 'package.json', 'resources']);
    expect(ours.filter((path) => /\.(map|ts)$/.test(path) || path.startsWith('out/types'))).toEqual([]);
  });

  test('starts with the desktop application', () => {
    const metadata = JSON.parse(extractFile(archive, 'package.json').toString('utf8')) as Record<string, unknown>;
    expect(metadata).toMatchObject({ name: 'timeloupe', main: 'out/main/electron.js', type: 'module' });
    expect(metadata).not.toHaveProperty('devDependencies');
  });

  test('has the native files of its own system, all of them outside the archive', () => {
    const modules = join(`${archive}.unpacked`, 'node_modules');
    const found = filesBelow(modules).filter((path) => NATIVES.test(path));
    expect(found).toHaveLength(natives.length);
    for (const pattern of natives) {
      expect(found, pattern).toContainEqual(expect.stringMatching(matcherOf(pattern)));
    }
    expect(filesInArchive(archive).filter((path) => NATIVES.test(path))).toHaveLength(natives.length);
  });

  test('has models and the sample where ffmpeg and ONNX Runtime can read them', () => {
    for (const path of ['models/demo-motion/model.safetensors', 'resources/sample/motions.mp4']) {
      expect(existsSync(join(`${archive}.unpacked`, path)), path).toBe(true);
    }
  });

  test('tells the licences of all that it holds', () => {
    const text = readFileSync(join(output, 'resources', 'THIRD-PARTY-LICENSES.txt'), 'utf8');
    const installed = new Set(
      filesInArchive(archive)
        .map((path) => /^node_modules\/((?:@[^/]+\/)?[^/]+)\/package\.json$/.exec(path)?.[1])
        .filter((module) => module !== undefined),
    );
    expect(installed.size).toBeGreaterThan(30);
    for (const module of [...installed, 'svelte', 'bits-ui', 'virtua', '@lucide/svelte', 'electron-updater']) {
      expect(text, module).toMatch(new RegExp(`^${module} \\d[^:]*: \\S`, 'm'));
    }
    expect(readFileSync(join(output, 'resources', 'LICENSE'), 'utf8')).toContain('MIT');
    expect(existsSync(join(output, 'LICENSE.electron.txt'))).toBe(true);
    expect(existsSync(join(output, 'LICENSES.chromium.html'))).toBe(true);
  });

  test('has its fuses set', async () => {
    expect(await getCurrentFuseWire(join(output, program))).toEqual({
      version: '1',
      [FuseV1Options.RunAsNode]: OFF,
      [FuseV1Options.EnableCookieEncryption]: ON,
      [FuseV1Options.EnableNodeOptionsEnvironmentVariable]: OFF,
      [FuseV1Options.EnableNodeCliInspectArguments]: OFF,
      [FuseV1Options.EnableEmbeddedAsarIntegrityValidation]: ON,
      [FuseV1Options.OnlyLoadAppFromAsar]: ON,
      [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: OFF,
      [FuseV1Options.GrantFileProtocolExtraPrivileges]: OFF,
    });
  });

  test('brings one language of Chromium, as the screen has one', () => {
    expect(readdirSync(join(output, 'locales'))).toEqual(['en-US.pak']);
  });

  test('looks for no updates, for it was given no address', () => {
    expect(existsSync(join(output, 'resources', 'app-update.yml'))).toBe(false);
  });

  test('reports its size and keeps to it', () => {
    const [, packedMb, allowedMb] = new RegExp(`^${name}: ([\\d.]+) MB without Electron, of (\\d+)$`, 'm').exec(said)!;
    expect(Number(packedMb)).toBeGreaterThan(50);
    expect(Number(packedMb)).toBeLessThanOrEqual(Number(allowedMb));
  });

  if (platform === 'win32') {
    test('names the hash of its archive in the program', () => {
      const resources = NtExecutableResource.from(NtExecutable.from(readFileSync(join(output, program))));
      const entry = resources.entries.find(({ type, id }) => type === 'INTEGRITY' && id === 'ELECTRONASAR');
      expect(JSON.parse(Buffer.from(entry!.bin).toString('utf8'))).toEqual([
        { file: 'resources\\app.asar', alg: 'SHA256', value: expect.stringMatching(/^[0-9a-f]{64}$/) as unknown },
      ]);
    });
  }

  if (platform === process.platform && process.arch === 'x64') {
    test('examines the machine and analyses the sample with what is in it, under plain Node', () => {
      const extracted = join(folder, `extracted-${name}`);
      extractAll(archive, extracted);
      // With their modes, which extracting loses.
      cpSync(`${archive}.unpacked`, extracted, { recursive: true });
      runPacked({ root: extracted, modules: join(extracted, 'node_modules'), folder });
    });
  }
});

function filesInArchive(archive: string): string[] {
  return listPackage(archive, { isPack: false }).map((path) => path.replaceAll('\\', '/').slice(1));
}

function filesBelow(parent: string): string[] {
  return readdirSync(parent, { recursive: true, encoding: 'utf8' }).map((path) => path.replaceAll('\\', '/'));
}

/** '*' stands for a version. */
function matcherOf(pattern: string): RegExp {
  const escaped = pattern.replace(/[.+]/g, '\\$&').replace('*', '[\\d.]+');
  return new RegExp(`^${escaped}$`);
}
