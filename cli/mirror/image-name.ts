/** The registry and the repository of an image that is published somewhere. */
export interface ImageName {
  /** The registry as people write it: `docker.io`, `localhost:5000`. */
  readonly registry: string;
  /** `library/redis` */
  readonly repository: string;
}

/**
 * Splits a name as Docker does: `redis` is `library/redis` of Docker Hub.
 *
 * Source: distribution/reference, ParseNormalizedNamed.
 *
 * @param name an image's name, without a tag
 */
export function parseImageName(name: string): ImageName {
  const [first = "", ...rest] = name.split("/");
  const hasRegistry = rest.length > 0 && (/[.:A-Z]/.test(first) || first === "localhost");
  const registry = hasRegistry ? first.replace(/^index\.docker\.io$/, DOCKER_HUB) : DOCKER_HUB;
  const path = hasRegistry ? rest.join("/") : name;
  const isOfficial = registry === DOCKER_HUB && !path.includes("/");
  return { registry, repository: isOfficial ? `library/${path}` : path };
}

/** The registry's URL. Docker and its like take plain HTTP from this machine alone. */
export function urlOf(registry: string): string {
  if (registry === DOCKER_HUB) return "https://registry-1.docker.io";
  const isLocal = /^(?:localhost|127(?:\.\d+){3}|\[::1\])(?::\d+)?$/.test(registry);
  return `${isLocal ? "http" : "https"}://${registry}`;
}

const DOCKER_HUB = "docker.io";
