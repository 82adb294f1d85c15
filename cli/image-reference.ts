// Source: Docker, distribution/reference.
const NAME =
  /(?:[a-zA-Z0-9](?:[a-zA-Z0-9.-]*[a-zA-Z0-9])?(?::[0-9]+)?\/)?[a-z0-9]+(?:(?:[._]|__|-+|\/)[a-z0-9]+)*/;
const TAG = /[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}/;
const DIGEST = /[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}/;
const REFERENCE = new RegExp(`^${NAME.source}(?::${TAG.source})?(?:@${DIGEST.source})?$`);

/** An image's name, without tag and digest. */
export const IMAGE_NAME = new RegExp(`^${NAME.source}$`);

/** Whether a text can name an image, as `docker pull` takes it. An image's id can, too. */
export function isImageReference(text: string): boolean {
  return REFERENCE.test(text);
}
