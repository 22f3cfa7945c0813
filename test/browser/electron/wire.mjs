/** To the test that started this process. */
export const tell = (name, value) => process.send?.({ name, value });

/** A browser has no such scheme: each of its hosts is one of localhost's. */
export const toHttp = (url) => url.replace(/^app:\/\/([\w-]+)\//, 'http://$1.app.localhost/');
export const toApp = (url) => url.replace(/^http:\/\/([\w-]+)\.app\.localhost\//, 'app://$1/');
