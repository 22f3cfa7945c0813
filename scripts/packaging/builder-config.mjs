import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { root } from '../steps.mjs';

/**
 * packaging/electron-builder.yml with what depends on the folders and on the environment.
 *
 * @param env names of what signs are electron-builder's own: CSC_LINK and CSC_KEY_PASSWORD, WIN_CSC_LINK and
 *   WIN_CSC_KEY_PASSWORD, and for Apple's notarisation either APPLE_API_KEY, APPLE_API_KEY_ID and APPLE_API_ISSUER, or
 *   APPLE_ID, APPLE_APP_SPECIFIC_PASSWORD and APPLE_TEAM_ID. Without them nothing is signed. TIMELOUPE_UPDATE_URL or
 *   GITHUB_REPOSITORY says where updates are looked for; without either the package never looks.
 * @param electronDist folder with an unpacked Electron; fetched where it is null.
 */
export function builderConfig({ target, build, out, electronDist, env }) {
  const config = parse(readFileSync(join(root, 'packaging', 'electron-builder.yml'), 'utf8'));
  const { devDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  return {
    ...config,
    electronVersion: devDependencies.electron,
    ...(electronDist && { electronDist }),
    extraMetadata: { ...config.extraMetadata, homepage: homepageFrom(env) },
    directories: { output: out, buildResources: build },
    mac: { ...config.mac, ...macSigning(env) },
    files: [...config.files, ...foreignNatives(target)],
    publish: publishTo(target, env),
  };
}

/** Packages for Linux must name one; without a repository it is one that leads nowhere. */
function homepageFrom({ GITHUB_REPOSITORY: repository }) {
  return repository ? `https://github.com/${repository}` : 'https://timeloupe.invalid/';
}

/** Patterns that take out what packages of npm carry for every system at once. */
function foreignNatives({ platform, arch }) {
  const onnxruntime = 'node_modules/onnxruntime-node/bin/napi-v6';
  const sqlite = 'node_modules/@photostructure/sqlite/prebuilds';
  return [
    `!${onnxruntime}/!(${platform}){,/**/*}`,
    `!${onnxruntime}/${platform}/!(${arch}){,/**/*}`,
    // The same library a second time; only libonnxruntime.1.dylib is loaded.
    `!${onnxruntime}/darwin/arm64/libonnxruntime.+([0-9]).+([0-9]).+([0-9]).dylib`,
    `!${sqlite}/!(${platform}-${arch}){,/**/*}`,
    `!${sqlite}/*/*.musl.node`,
  ];
}

/** Without an identity the application is signed for this machine only, where hardening would refuse its libraries. */
function macSigning(env) {
  if (!env.CSC_LINK && !env.CSC_NAME) return { identity: '-', hardenedRuntime: false, notarize: false };
  return { notarize: Boolean(env.APPLE_API_KEY || env.APPLE_ID) };
}

/** Windows' packages for ARM have a list of their own: both would be called latest.yml. */
function publishTo({ platform, arch }, env) {
  const channel = platform === 'win32' && arch === 'arm64' ? { channel: 'latest-arm64' } : {};
  if (env.TIMELOUPE_UPDATE_URL) return [{ provider: 'generic', url: env.TIMELOUPE_UPDATE_URL, ...channel }];
  const [owner, repo] = (env.GITHUB_REPOSITORY ?? '').split('/');
  return owner && repo ? [{ provider: 'github', owner, repo, releaseType: 'draft', ...channel }] : null;
}
