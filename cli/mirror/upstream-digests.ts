import { MANIFEST_MEDIA_TYPES } from "../ecr/media-types.ts";
import { parseImageName, urlOf } from "./image-name.ts";
import { isRerouted, reroutedRegistries } from "./rerouted.ts";

/** How long a registry may take for an answer, in milliseconds. */
const TIME_LIMIT = 10_000;

/** Source: OCI Image Specification, Descriptors. */
const DIGEST = /^sha256:[0-9a-f]{64}$/;

/**
 * Asks public registries for digests with HEAD requests, which transfer no manifest and which Docker
 * Hub does not count as pulls.
 */
export class UpstreamDigests {
  private readonly rerouted = reroutedRegistries();
  private readonly silent = new Set<string>();
  /** By repository. */
  private readonly tokens = new Map<string, string>();
  /** By the URL that gives them out. */
  private readonly tokenRequests = new Map<string, Promise<string | undefined>>();

  /**
   * The digest under a tag, of the index for a multi-platform image.
   *
   * @param name the image's name, without a tag
   * @returns `undefined` if the registry does not report it to everybody: ask in another way
   */
  async digest(name: string, tag: string): Promise<string | undefined> {
    const { registry, repository } = parseImageName(name);
    if (this.silent.has(registry) || isRerouted(registry, this.rerouted)) return undefined;
    const url = `${urlOf(registry)}/v2/${repository}/manifests/${tag}`;
    try {
      const first = await head(url, this.tokens.get(name));
      const answer = first.status === 401 ? await this.askWithToken(url, name, first) : first;
      const digest = answer?.headers.get("docker-content-digest") ?? "";
      return answer?.ok && DIGEST.test(digest) ? digest : undefined;
    } catch {
      this.silent.add(registry); // A time limit for each tag would add up.
      return undefined;
    }
  }

  private async askWithToken(
    url: string,
    name: string,
    refused: Response,
  ): Promise<Response | undefined> {
    const tokenUrl = tokenUrlOf(refused.headers.get("www-authenticate") ?? "", url);
    if (!tokenUrl) return undefined;
    const request = this.tokenRequests.get(tokenUrl) ?? fetchToken(tokenUrl);
    this.tokenRequests.set(tokenUrl, request);
    const token = await request;
    if (!token) return undefined;
    this.tokens.set(name, token);
    return head(url, token);
  }
}

function head(url: string, token: string | undefined): Promise<Response> {
  const accept = MANIFEST_MEDIA_TYPES.join(", ");
  return fetch(url, {
    method: "HEAD",
    headers: token ? { accept, authorization: `Bearer ${token}` } : { accept },
    signal: AbortSignal.timeout(TIME_LIMIT),
  });
}

/**
 * Where a registry sends everybody for a token.
 *
 * Source: Distribution, Token Authentication Specification.
 */
function tokenUrlOf(challenge: string, url: string): string | undefined {
  if (!/^bearer /i.test(challenge)) return undefined;
  const { realm, ...query } = Object.fromEntries(
    [...challenge.matchAll(/(\w+)="([^"]*)"/g)].map(([, key, value]) => [key, value]),
  );
  if (!realm || !URL.canParse(realm)) return undefined;
  const target = new URL(realm);
  if (target.protocol !== "https:" && target.protocol !== new URL(url).protocol) return undefined;
  for (const key of ["service", "scope"]) {
    if (query[key]) target.searchParams.set(key, query[key]);
  }
  return target.href;
}

async function fetchToken(url: string): Promise<string | undefined> {
  const answer = await fetch(url, { signal: AbortSignal.timeout(TIME_LIMIT) });
  if (!answer.ok) return undefined;
  const { token, access_token } = (await answer.json()) as Partial<Record<string, unknown>>;
  const given = token ?? access_token;
  return typeof given === "string" ? given : undefined;
}
