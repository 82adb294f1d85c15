import pLimit from "p-limit";
import { accountOf, ecrClient } from "../ecr/client.ts";
import { refuseOtherAccount } from "../ecr/other-account.ts";
import { type Pause, retryForMinutes } from "../ecr/retry.ts";
import { NotTried, UntilExpired } from "../ecr/until-expired.ts";
import { type Report, toCommandError } from "../report.ts";
import { readStack, repositoriesOf } from "../synthesized-stacks.ts";
import { reportExpiry } from "./expiry-report.ts";
import { type RepositoryExpiry, readRepository } from "./read-repository.ts";

/** Which images to compare, and what to refuse. */
export interface ExpiryRequest {
  /** The stack's name. */
  readonly stack: string;
  /** The components; empty for all of the stack. */
  readonly components: readonly string[];
  /** Whether a loss that {@link protect} or {@link pulledWithin} forbids ends with 1. */
  readonly check: boolean;
  /** Whether ECR's own preview is compared with the simulator's. */
  readonly aws: boolean;
  /** Patterns of tags that are to stay, besides those that a policy keeps or kept for ever. */
  readonly protect: readonly string[];
  /** A pull within so many days shows that an image is in use. */
  readonly pulledWithin: number;
  /** Whether the report for people is Markdown. */
  readonly markdown: boolean;
}

const A_DAY = 86_400_000;
const REPOSITORIES_AT_ONCE = 5;

/** Clears the line of a terminal. */
const CLEAR = "\r\u001b[K";

/**
 * Reports which of today's images the lifecycle policies of the last synth would expire or archive,
 * and the deployed ones would not. It changes nothing in AWS.
 */
export async function expiry(
  { stack: id, components, ...request }: ExpiryRequest,
  { pause, output = process.stderr }: Conditions = {},
): Promise<Report> {
  const stack = readStack(id);
  const repositories = repositoriesOf(stack, components);
  const client = ecrClient(stack.region);
  const registryId = await retryForMinutes(() => accountOf(client), pause);
  refuseOtherAccount(stack, registryId);
  const worth = {
    protect: request.protect,
    pulledSince: new Date(Date.now() - request.pulledWithin * A_DAY),
  };
  const limit = pLimit(REPOSITORIES_AT_ONCE);
  const untilExpired = new UntilExpired();
  const read = repositories.map(({ name: repositoryName, lifecyclePolicy }) =>
    limit(() =>
      orUnknown(repositoryName, untilExpired, () =>
        readRepository(client, { registryId, repositoryName }, lifecyclePolicy, worth, {
          isCompared: request.aws,
          onPage: (images) => showCount(output, repositoryName, images),
          ...(pause && { pause }),
        }),
      ),
    ),
  );
  const expiries = await Promise.all(read);
  if (output.isTTY) output.write(CLEAR);
  return reportExpiry(id, expiries, request);
}

interface Conditions {
  readonly pause?: Pause;
  readonly output?: Pick<NodeJS.WriteStream, "isTTY" | "write">;
}

// The other repositories are still reported.
async function orUnknown(
  repository: string,
  untilExpired: UntilExpired,
  read: () => Promise<RepositoryExpiry>,
): Promise<RepositoryExpiry> {
  try {
    return await untilExpired.run(read);
  } catch (error) {
    const unknown =
      error instanceof NotTried ? `${untilExpired.reason}` : toCommandError(error).message;
    return { repository, count: undefined, losses: [], unknown };
  }
}

// Only a terminal can show a line that changes.
function showCount(
  output: Pick<NodeJS.WriteStream, "isTTY" | "write">,
  name: string,
  images: number,
) {
  if (output.isTTY) output.write(`${CLEAR}${name}: ${images} images read`);
}
