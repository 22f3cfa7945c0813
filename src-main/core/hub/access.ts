import { AppError } from '../../shared/errors.ts';

/** The settings that Hugging Face's own tools take from the environment. */
export interface HubSettings {
  /** HF_ENDPOINT; absent or empty: the public hub. */
  readonly endpoint?: string | undefined;
  /** HF_TOKEN; absent or empty: as nobody. */
  readonly token?: string | undefined;
}

/** Which hub to ask, and as whom. */
export interface HubAccess {
  /** Origin and path of the hub, without a trailing slash. */
  readonly endpoint: string;
  /** fetch that shows the token to the endpoint's origin and to no other. */
  readonly fetch: typeof fetch;
}

/**
 * Access to the hub that the settings name.
 *
 * @param signal aborts every request.
 * @throws AppError 'request.invalid' where HF_ENDPOINT is not an http(s) URL or HF_TOKEN cannot be sent.
 */
export function hubAccess(settings: HubSettings, signal: AbortSignal): HubAccess {
  const endpoint = endpointFrom(settings.endpoint?.trim() || 'https://huggingface.co');
  const token = settings.token?.trim() ?? '';
  if (!/^[\x21-\x7e]*$/.test(token)) {
    throw new AppError('request.invalid', 'HF_TOKEN holds characters that no token has. Set it again, without spaces.');
  }
  const origin = new URL(endpoint).origin;
  return {
    endpoint,
    // The library takes only tokens that start with "hf_", and would show them to any page it is sent to.
    fetch(input, init) {
      const url = new URL(input instanceof Request ? input.url : input);
      const headers = new Headers(init?.headers);
      if (token !== '' && url.origin === origin) headers.set('authorization', `Bearer ${token}`);
      return fetch(url, { ...init, headers, signal });
    },
  };
}

function endpointFrom(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url && /^https?:$/.test(url.protocol) && url.search === '' && url.hash === '' && url.username === '') {
    return url.href.replace(/\/+$/, '');
  }
  throw new AppError(
    'request.invalid',
    `HF_ENDPOINT is ${JSON.stringify(text)}; it takes a URL such as https://huggingface.co.`,
  );
}
