import type { PlannedChange } from "../terraform/planned-change.ts";
import { isDeleted, repositoryChanges } from "../terraform/planned-change.ts";
import type { ReviewContext } from "./context.ts";
import type { Finding } from "./finding.ts";
import { imageFinding } from "./image-finding.ts";
import { mayBeAt, type Place, placeInState } from "./place.ts";

/**
 * The repositories that the state holds in another region or account than the provider's. Terraform
 * does not find them there, and creates empty ones.
 */
export async function strandedRepositories(context: ReviewContext): Promise<Finding[]> {
  const changes = repositoryChanges(context.plan.changes);
  const gone = repositoryChanges(context.plan.drift).filter(isDeleted);
  const findings = [
    ...changes.map((change) => strandedWithoutRefresh(context, change)),
    ...gone.map((old) => strandedOrDeleted(context, successorOf(old, changes), old)),
  ];
  return (await Promise.all(findings)).filter((finding) => finding !== undefined);
}

// A plan without refresh shows no drift.
async function strandedWithoutRefresh(context: ReviewContext, change: PlannedChange) {
  if (isDeleted(change) || !change.before) return undefined;
  const provider = context.placeOf(change);
  if (mayBeAt(provider, placeInState(change.before))) return undefined;
  return stranded(context, change, change, worksIn(provider));
}

/** What is created in the place of a repository that the plan does not find. */
function successorOf(
  old: PlannedChange,
  changes: readonly PlannedChange[],
): PlannedChange | undefined {
  const created = changes.filter(({ action }) => action === "create");
  return (
    created.find(({ address, previousAddress }) =>
      [address, previousAddress].includes(old.address),
    ) ?? created.find(({ after }) => after?.name === old.before?.name)
  );
}

async function strandedOrDeleted(
  context: ReviewContext,
  successor: PlannedChange | undefined,
  old: PlannedChange,
): Promise<Finding | undefined> {
  const change = successor ?? old;
  const configured = context.placeOf(change);
  const provider = await withAccount(context, configured);
  const place = placeInState(old.before ?? {});
  if (!mayBeAt(provider, place)) return stranded(context, change, old, worksIn(provider));
  // In that case it was deleted outside of Terraform.
  if (configured.region !== undefined && configured.account !== undefined) return undefined;
  const images = await context.ecr.images(place);
  const isGone = "known" in images && images.known === undefined;
  return isGone ? undefined : stranded(context, change, old, NOT_FOUND);
}

// The provider's credentials are those of the review, unless it assumes a role.
async function withAccount({ ecr }: ReviewContext, { region, account }: Place): Promise<Place> {
  if (account !== undefined) return { region, account };
  const answer = await ecr.account(region);
  return { region, account: "known" in answer ? answer.known : undefined };
}

const NOT_FOUND =
  "the plan does not find it: its provider works in another region or account, or it was deleted";

function worksIn(provider: Place): string {
  return `the provider works in ${words(provider)}`;
}

function words({ region, account }: Place): string {
  return [region, account && `account ${account}`].filter(Boolean).join(" of ");
}

async function stranded(
  { ecr }: ReviewContext,
  change: PlannedChange,
  old: PlannedChange,
  why: string,
): Promise<Finding> {
  const place = placeInState(old.before ?? {});
  const there = words(place);
  const next = change.action === "create" ? ", and creates an empty repository here" : "";
  return imageFinding("elsewhere", change, place, await ecr.images(place), {
    reason: `The state holds it in ${there}, and ${why}. Terraform loses sight of it there, with its images${next}.`,
    remedy: `To keep it, put the provider's region and account back: ${there}. To have repositories in both, use a state of its own for each.`,
  });
}
