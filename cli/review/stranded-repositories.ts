import type { Finding } from "./finding.ts";
import type { PlannedChange } from "./plan.ts";
import type { Place } from "./provider-place.ts";
import {
  imageFinding,
  isDeleted,
  placeInState,
  type ReviewContext,
  repositoryChanges,
} from "./repository.ts";

/**
 * The repositories that the state holds in another region or account than the provider's. Terraform
 * does not find them there, and creates empty ones.
 */
export async function strandedRepositories(context: ReviewContext): Promise<Finding[]> {
  const { changes, drift } = context.plan;
  const gone = repositoryChanges(drift).filter(isDeleted);
  const findings = repositoryChanges(changes).map((change) => {
    if (change.action !== "create") return strandedWithoutRefresh(context, change);
    const old = gone.find(({ address }) =>
      [change.address, change.previousAddress].includes(address),
    );
    return old ? strandedOrDeleted(context, change, old) : undefined;
  });
  return (await Promise.all(findings)).filter((finding) => finding !== undefined);
}

// A plan without refresh shows no drift.
async function strandedWithoutRefresh(context: ReviewContext, change: PlannedChange) {
  if (isDeleted(change) || !change.before) return undefined;
  const provider = context.placeOf(change);
  return differs(provider, change.before) ? stranded(context, change, change, provider) : undefined;
}

async function strandedOrDeleted(
  context: ReviewContext,
  change: PlannedChange,
  old: PlannedChange,
): Promise<Finding | undefined> {
  const provider = await whereItWorks(context, change);
  const isCertain = provider.region !== undefined && provider.account !== undefined;
  if (differs(provider, old.before)) return stranded(context, change, old, provider);
  if (isCertain) return undefined; // It was deleted outside of Terraform.
  const images = await context.ecr.images(placeInState(old.before ?? {}));
  const isGone = "known" in images && images.known === undefined;
  return isGone ? undefined : stranded(context, change, old, provider);
}

// An account that no setting names is the account of the credentials.
async function whereItWorks(context: ReviewContext, change: PlannedChange): Promise<Place> {
  const { region, account } = context.placeOf(change);
  if (account !== undefined) return { region, account };
  const answer = await context.ecr.account(region);
  return { region, account: "known" in answer ? answer.known : undefined };
}

function differs(provider: Place, state: PlannedChange["before"]): boolean {
  const { region, account } = placeInState(state ?? {});
  return (
    (provider.region !== undefined && provider.region !== region) ||
    (provider.account !== undefined && provider.account !== account)
  );
}

async function stranded(
  { ecr }: ReviewContext,
  change: PlannedChange,
  old: PlannedChange,
  provider: Place,
): Promise<Finding> {
  const place = placeInState(old.before ?? {});
  const there = [place.region, place.account].join(" of account ");
  const here = [provider.region, provider.account].filter(Boolean).join(" of account ");
  return imageFinding("elsewhere", change, place, await ecr.images(place), {
    reason: `The state holds it in ${there}, and the provider works in ${here || "another region or account"}. Terraform loses sight of it there, with its images, and creates an empty repository here.`,
    remedy: `To keep it, put the provider's region and account back: ${there}. To have repositories in both, use a state of its own for each.`,
  });
}
