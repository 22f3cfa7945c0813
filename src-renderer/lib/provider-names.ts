const NAMES: Readonly<Record<string, string>> = {
  cpu: 'CPU',
  cuda: 'CUDA',
  dml: 'DirectML',
  coreml: 'Core ML',
  webgpu: 'WebGPU',
};

/** An execution provider as people know it. */
export function providerName(provider: string): string {
  return NAMES[provider.toLowerCase()] ?? provider;
}

/** "CUDA, DirectML and WebGPU" */
export function listText(items: readonly string[]): string {
  return items.length < 2 ? (items[0] ?? '') : `${items.slice(0, -1).join(', ')} and ${items.at(-1)!}`;
}
