// `node --import` this: "electron" becomes the stand-in beside it, for Electron's runtime may not be there.
import { register } from 'node:module';

const hooks = `export async function resolve(name, context, next) {
  return name === 'electron' ? { url: ${JSON.stringify(new URL('stand-in.mjs', import.meta.url).href)}, shortCircuit: true } : next(name, context);
}`;
register(`data:text/javascript,${encodeURIComponent(hooks)}`);
