/**
 * What is packaged, by system and processor. There is no macOS on Intel: ONNX Runtime has no binding for it.
 *
 * `platform` is Node's name of the system, `builder` electron-builder's. `packedMb` is the largest a folder of the
 * application may grow to without Electron's own files, in MB of 10^6 bytes.
 */
export const TARGETS = [
  { platform: 'win32', builder: 'win', arch: 'x64', packedMb: 210 },
  { platform: 'win32', builder: 'win', arch: 'arm64', packedMb: 215 },
  { platform: 'darwin', builder: 'mac', arch: 'arm64', packedMb: 150 },
  { platform: 'linux', builder: 'linux', arch: 'x64', packedMb: 185 },
  { platform: 'linux', builder: 'linux', arch: 'arm64', packedMb: 140 },
];

/** "linux-x64", as folders and the command line call it. */
export function nameOf({ platform, arch }) {
  return `${platform}-${arch}`;
}

/**
 * The targets that are asked for; without a name those of this machine's system.
 *
 * @throws Error for a name that is not in the list.
 */
export function targetsNamed(names) {
  if (names.length === 0) return TARGETS.filter(({ platform }) => platform === process.platform);
  return names.map((name) => {
    const target = TARGETS.find((candidate) => nameOf(candidate) === name);
    if (target) return target;
    throw new Error(`No target is called "${name}". Known: ${TARGETS.map(nameOf).join(', ')}.`);
  });
}
