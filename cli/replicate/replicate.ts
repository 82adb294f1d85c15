import { usageError } from "../command-error.ts";
import { Counter } from "../copying/counter.ts";
import { EcrRepositories } from "../copying/ecr-repositories.ts";
import { ImageCopier } from "../copying/image-copier.ts";
import { Registry } from "../ecr/registry.ts";
import { UntilExpired } from "../ecr/until-expired.ts";
import { guarding, untilSignal } from "../interruption.ts";
import {
  type CopiedStack,
  type CopyRequest,
  readCopiedStack,
  sourceOf,
} from "../replication/copied-stack.ts";
import type { Route } from "../replication/routes.ts";
import type { Report } from "../report.ts";
import { repositoriesOf } from "../synthesized-stacks.ts";
import { reportCopies } from "./copy-report.ts";
import { type CopyPlan, copiesOf } from "./plan-copies.ts";
import { type CopyResult, type Target, targetsOf } from "./target.ts";

/** What to copy, and where to. */
export interface ReplicateRequest extends CopyRequest {
  /** The components whose images are copied. Without any, all that a rule copies. */
  readonly components: readonly string[];
  /** Whether to report what would be copied, and copy nothing. */
  readonly dryRun: boolean;
}

/**
 * Copies what the destinations lack of a stack's images, such as those from before there was a rule.
 * If one fails, the others are still copied. Nothing is deleted, and no tag is moved.
 */
export async function replicate(request: ReplicateRequest): Promise<Report> {
  const copied = readCopiedStack(request);
  const names = namesOf(copied, request);
  return guarding(() => copyWhatLacks(request, copied, names));
}

async function copyWhatLacks(
  request: ReplicateRequest,
  copied: CopiedStack,
  names: readonly string[],
): Promise<Report> {
  const { stack } = copied;
  const [{ registryId, routes }, copier] = await Promise.all([
    untilSignal(sourceOf(copied)),
    ImageCopier.find(),
  ]);
  const untilExpired = new UntilExpired();
  const untilProfileExpired = new UntilExpired();
  const source = new Registry({ ...stack, accountId: registryId });
  const sources = new EcrRepositories(source, untilExpired);
  const expiries = { untilExpired, untilProfileExpired };
  const targets = targetsOf(routes, request, names, expiries);
  const total = targets.reduce((sum, { names }) => sum + names.length, 0);
  const counter = new Counter("repositories compared", total);
  const planned = await Promise.all(
    targets.map(async (target) => ({ target, plans: await target.plan(sources, counter) })),
  );
  const results = request.dryRun
    ? planned.flatMap(({ target, plans }) =>
        target.results(plans, ({ digest }) => ({ result: "would be copied", digest })),
      )
    : await copyAll(planned, source, copier).finally(() => copier.end());
  const reason = untilExpired.reason ?? untilProfileExpired.reason;
  return reportCopies(stack.id, copier.name, results, reason);
}

interface Planned {
  readonly target: Target;
  readonly plans: readonly CopyPlan[];
}

async function copyAll(
  planned: readonly Planned[],
  source: Registry,
  copier: ImageCopier,
): Promise<CopyResult[]> {
  const [copy] = planned.flatMap(({ plans }) => copiesOf(plans));
  const logins = copy ? [await untilSignal(source.loginTo(copy.upstream))] : [];
  for (const { target, plans } of planned) logins.push(...(await target.login(plans)));
  if (logins.length > 0) copier.login(logins);
  const results: CopyResult[][] = [];
  for (const { target, plans } of planned) results.push(await target.copy(plans, source, copier));
  return results.flat();
}

/** The full names of the repositories that are meant. Each of those that are named is copied. */
function namesOf(
  { stack, routes, notCopied }: CopiedStack,
  { components, to }: ReplicateRequest,
): string[] {
  const names = repositoriesOf(stack, components).map(({ name }) => name);
  const idle = components.length > 0 ? names.filter((name) => !isCopied(name, routes)) : [];
  if (idle.length === 0) return names;
  const why = (name: string) =>
    notCopied.includes(name) ? "is copied by no rule" : `is not copied to ${to}`;
  throw usageError(idle.map((name) => `${name} ${why(name)}.`).join("\n"));
}

function isCopied(name: string, routes: readonly Route[]): boolean {
  return routes.some(({ repositories }) => repositories.some((each) => each.name === name));
}
