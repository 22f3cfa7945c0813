import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { extractAll, extractFile, listPackage } from '@electron/asar';
import { FuseV1Options, getCurrentFuseWire } from '@electron/fuses';
import { NtExecutable, NtExecutableResource } from 'resedit';
import { beforeAll, describe, expect, test } from 'vitest';
import { suiteFolder } from '../support/suite-folder.ts';
import { writeElectronStub } from './electron-stub.ts';
import { runPacked } from './run-packed.ts';

const script = fileURLToPath(new URL('../../scripts/package.mjs', import.meta.url));

/** As Electron's binary holds them: the digits 0 and 1. */
const [OFF, ON] = [48, 49];

const NATIVES = /\.(node|dll|exe|dylib|so(\.[\d.]+)?)$|x64\/ffmpeg$/;

/** What is packed, and what must be found in it. */
export interface PackedTarget {
  /** As scripts/package.mjs calls it. */
  readonly name: string;
  readonly platform: 'linux' | 'win32';
  /** The folder that electron-builder makes of it. */
  readonly unpacked: string;
  readonly program: string;
  /** Each native file that the package may hold below node_modules, and must. '*' stands for a version. */
  readonly natives: readonly string[];
}

/** Packs the application for a target, and tests what came of it. */
export function testPackage(target: PackedTarget): void {
  describe(`the package for ${target.name}`, () => testTarget(target));
}

function testTarget({ name, platform, unpacked, program, natives }: PackedTarget): void {
  const folder = suiteFolder();
  let output = '';
  let said = '';
  let archive = '';

  beforeAll(() => {
    const electron = writeElectronStub(platform, join(folder, `electron-${platform}`));
    const args = [script, name, '--dir', '--ffmpeg', 'npm', '--electron', electron, '--out', folder];
    said = execFileSync(process.execPath, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
    process.stdout.write(said);
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
}

function filesInArchive(archive: string): string[] {
  return listPackage(archive, { isPack: false }).map((path) => path.replaceAll('\\', '/').slice(1));
}

function filesBelow(parent: string): string[] {
  return readdirSync(parent, { recursive: true, encoding: 'utf8' }).map((path) => path.replaceAll('\\', '/'));
}

function matcherOf(pattern: string): RegExp {
  const escaped = pattern.replace(/[.+]/g, '\\$&').replace('*', '[\\d.]+');
  return new RegExp(`^${escaped}$`);
}
