import type { ECRClient } from "@aws-sdk/client-ecr";
import pLimit from "p-limit";
import type { CopyRule } from "../../settings/registry/replication.ts";
import type { ScanningRules } from "../../settings/registry/scan-frequency.ts";
import { accountOf, ecrClient } from "../ecr/client.ts";
import { type EcrImage, listImages } from "../ecr/images.ts";
import { childrenOfLists } from "../ecr/manifest-lists.ts";
import { otherAccount } from "../ecr/other-account.ts";
import { getLifecyclePolicy, getRepositoryPolicy } from "../ecr/policies.ts";
import { getRegistryPolicy, getReplication, getScanning } from "../ecr/registry-configuration.ts";
import type { RepositoryId } from "../ecr/repository-id.ts";
import { type Pause, retryForMinutes } from "../ecr/retry.ts";
import { NotTried, UntilExpired } from "../ecr/until-expired.ts";
import { toCommandError } from "../report.ts";
import type { Place, RepositoryPlace } from "./place.ts";

/** What ECR answered, or why there is no answer. */
export type Answer<T> = { readonly known: T } | { readonly unknown: string };

/** What a review asks ECR. */
export interface EcrAnswers {
  /** Whether ECR is not asked at all. */
  readonly isOffline: boolean;
  /** The images of a repository; `undefined` if there is no such repository. */
  images(place: RepositoryPlace): Promise<Answer<readonly EcrImage[] | undefined>>;
  /** The digests that manifest lists refer to, by the digest of the list. */
  manifestLists(
    place: RepositoryPlace,
    digests: readonly string[],
  ): Promise<Answer<ReadonlyMap<string, readonly string[]>>>;
  /** JSON; `null` if there is none. */
  lifecyclePolicy(place: RepositoryPlace): Promise<Answer<string | null>>;
  /** JSON; `null` if there is none. */
  repositoryPolicy(place: RepositoryPlace): Promise<Answer<string | null>>;
  /** The rules by which a registry is copied to others. */
  replication(place: Place): Promise<Answer<readonly CopyRule[]>>;
  scanning(place: Place): Promise<Answer<ScanningRules>>;
  /** JSON; `null` if there is none. */
  registryPolicy(place: Place): Promise<Answer<string | null>>;
  /** The account of the credentials. */
  account(region: string | undefined): Promise<Answer<string>>;
}

const REQUESTS_AT_ONCE = 20;

/**
 * Asks ECR, each question once. If AWS throttles, it waits. A region in which the credentials have
 * expired is asked nothing more.
 */
export function askEcr(pause?: Pause): EcrAnswers {
  const limit = pLimit(REQUESTS_AT_ONCE);
  // A region that the account has not enabled refuses credentials that are valid elsewhere.
  const credentialsIn = memoized(String, (_region: string | undefined) => new UntilExpired());
  const clientOf = memoized(String, (region: string | undefined) => ecrClient(region));
  const ask = <T>(
    { region, isHidden = false }: Place,
    request: (client: ECRClient) => Promise<T>,
  ): Promise<Answer<T>> =>
    limit(async () => {
      if (isHidden) return { unknown: HIDDEN_REGION };
      try {
        return { known: await credentialsIn(region).run(() => request(clientOf(region))) };
      } catch (error) {
        if (error instanceof NotTried) return { unknown: `${credentialsIn(region).reason}` };
        return { unknown: isRegionMissing(error) ? NO_REGION : toCommandError(error).message };
      }
    });
  const policy = (place: RepositoryPlace, get: typeof getLifecyclePolicy) =>
    ask(place, (client) => get(client, idOf(place), pause));
  const account = memoized(String, (region: string | undefined) =>
    ask({ region }, (client) => retryForMinutes(() => accountOf(client), pause)),
  );
  // Such a request cannot name an account: it is about that of the credentials.
  const askRegistry =
    <T>(request: (client: ECRClient, pause?: Pause) => Promise<T>) =>
    async (place: Place): Promise<Answer<T>> => {
      if (place.account !== undefined && !place.isHidden) {
        const own = await account(place.region);
        if ("unknown" in own) return own;
        if (own.known !== place.account) return notOf(place.account, own.known);
      }
      return ask(place, (client) => request(client, pause));
    };
  return {
    isOffline: false,
    images: memoized(
      ({ name, region, account, isHidden }) => [name, region, account, isHidden].join(),
      (place) => ask(place, (client) => listImages(client, idOf(place), pause)),
    ),
    manifestLists: (place, digests) =>
      ask(place, (client) => childrenOfLists(client, idOf(place), digests, pause)),
    lifecyclePolicy: (place) => policy(place, getLifecyclePolicy),
    repositoryPolicy: (place) => policy(place, getRepositoryPolicy),
    replication: askRegistry(getReplication),
    scanning: askRegistry(getScanning),
    registryPolicy: askRegistry(getRegistryPolicy),
    account,
  };
}

/** Why there is no answer offline. */
export const NOT_ASKED = "AWS was not asked";

/** Does not ask AWS. */
export function stayOffline(): EcrAnswers {
  const unknown = async () => ({ unknown: NOT_ASKED });
  return {
    isOffline: true,
    images: unknown,
    manifestLists: unknown,
    lifecyclePolicy: unknown,
    repositoryPolicy: unknown,
    replication: unknown,
    scanning: unknown,
    registryPolicy: unknown,
    account: unknown,
  };
}

const HIDDEN_REGION =
  "the plan does not show the provider's region, which is neither a literal nor a variable of the root module";

const NO_REGION = "AWS: no region is known: set AWS_REGION";

function notOf(account: string, own: string) {
  return { unknown: `the ${otherAccount(own, `the plan is for account ${account}`)}` };
}

function isRegionMissing(error: unknown): boolean {
  return error instanceof Error && error.message === "Region is missing";
}

function idOf({ name, account }: RepositoryPlace): RepositoryId {
  return { repositoryName: name, ...(account ? { registryId: account } : {}) };
}

function memoized<T, R>(keyOf: (question: T) => string, answer: (question: T) => R) {
  const answers = new Map<string, R>();
  return (question: T): R => {
    const key = keyOf(question);
    if (!answers.has(key)) answers.set(key, answer(question));
    return answers.get(key)!;
  };
}
