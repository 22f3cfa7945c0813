import type { Provider } from '../../shared/domain.ts';

/** 'auto' takes the first provider, in the order of PROVIDERS, that starts and computes. */
export type ProviderChoice = Provider | 'auto';

/** Why a provider isn't used. */
export interface ProviderRefusal {
  readonly provider: Provider;
  /** One clause for the user, without a full stop. */
  readonly reason: string;
}

/** Names as their makers write them. */
export const PROVIDER_NAMES: Readonly<Record<Provider, string>> = {
  cuda: 'CUDA',
  dml: 'DirectML',
  coreml: 'CoreML',
  webgpu: 'WebGPU',
  cpu: 'the processor',
};

/** The reason for a provider that this build of ONNX Runtime doesn't contain. */
export function absentReason(provider: Provider): string {
  return `ONNX Runtime for ${process.platform}-${process.arch} has no ${PROVIDER_NAMES[provider]}`;
}

/** What ONNX Runtime says when a provider can't start, and what it means. */
const KNOWN: readonly { readonly provider: Provider; readonly sign: RegExp; readonly reason: string }[] = [
  {
    provider: 'cuda',
    sign: /failed to load (shared )?library/i,
    reason:
      'the CUDA libraries of ONNX Runtime are not installed; on a machine with an NVIDIA card, "npm run setup" fetches them',
  },
  {
    provider: 'cuda',
    sign: /no CUDA-capable device|CUDA driver version is insufficient|CUDA failure (35|100)\b/i,
    reason: 'no NVIDIA card with a driver that fits was found; install or update the driver',
  },
  {
    provider: 'webgpu',
    sign: /failed to get a WebGPU adapter|no supported adapters/i,
    reason:
      'no graphics adapter was found; WebGPU needs a graphics card with a driver for Vulkan (Linux), Direct3D 12 (Windows) or Metal (macOS)',
  },
  {
    provider: 'webgpu',
    sign: /shader-?f16|f16 .*not (enabled|supported)/i,
    reason: 'the graphics adapter has no 16-bit floats, which this model needs',
  },
];

const REASON_MAX_CHARS = 300;

/** ONNX Runtime's message → one clause for the user; what isn't known is given in its own words, shortened. */
export function startReason(provider: Provider, message: string): string {
  if (/backend not found/i.test(message)) return absentReason(provider);
  const known = KNOWN.find((entry) => entry.provider === provider && entry.sign.test(message));
  return known?.reason ?? plainMessage(message);
}

/** Takes source paths, C++ signatures and error numbers off ONNX Runtime's message. */
export function plainMessage(message: string): string {
  const text = message
    .replace(/^.*\[ONNXRuntimeError\]\s*:\s*\d+\s*:\s*/s, '')
    .replace(/\/onnxruntime_src\/\S+:\d+ [^\n]*?\) (const )?/, '')
    .replace(/(Error: )?\b\w+\.cc:\d+ \w+ /g, '')
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/\.$/, '');
  return text.length > REASON_MAX_CHARS ? `${text.slice(0, REASON_MAX_CHARS - 1)}…` : text;
}
