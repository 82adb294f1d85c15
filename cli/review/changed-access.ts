import { compareAccess } from "../../policies/access/access-comparison.ts";
import { summarize } from "../ecr/image-summary.ts";
import { widestMovedBlock } from "../terraform/moved-block.ts";
import { isSensitive, isUnknown } from "../terraform/planned-change.ts";
import type { ReviewContext } from "./context.ts";
import { NOT_ASKED } from "./ecr-answers.ts";
import type { Finding } from "./finding.ts";
import { type PolicyChange, policyChanges, policyOfToday } from "./policy-changes.ts";

/** What changes of repository policies give and take away. */
export interface AccessReview {
  readonly findings: readonly Finding[];
  /** Who gains what, by the policy's address. */
  readonly gains: ReadonlyMap<string, readonly string[]>;
}

/** Judges the repository policies of a plan, statement by statement. */
export async function changedAccess(
  context: ReviewContext,
  stranded: readonly Finding[],
): Promise<AccessReview> {
  const changes = policyChanges(context, "aws_ecr_repository_policy", stranded);
  const judged = await Promise.all(changes.map((change) => judge(context, change)));
  return {
    findings: judged.flatMap(({ finding = [] }) => finding),
    gains: new Map(judged.flatMap(({ address, gains }) => (gains ? [[address, gains]] : []))),
  };
}

/** What one policy gives or takes away. */
interface Judged {
  readonly address: string;
  readonly gains?: readonly string[];
  readonly finding?: Finding;
}

const KEEP = "To keep the access, keep these statements in the policy.";
const BE_KNOWN = "Give it a repository and a policy that are known in the plan.";
const LET_READ =
  "Let the credentials read it: ecr:GetRepositoryPolicy, in the region that the plan is for.";

async function judge(context: ReviewContext, policy: PolicyChange): Promise<Judged> {
  const { address, place, removed, put } = policy;
  const judged = async (reason: string, remedy: string): Promise<Judged> => {
    const images = await summaryAt(context, place);
    const repository = place?.name ?? null;
    return { address, finding: { kind: "access", address, repository, images, reason, remedy } };
  };
  if (!place) {
    return judged("It is known only after the apply which repository gets this policy.", BE_KNOWN);
  }
  if (put && isUnknown(put, "policy")) {
    return judged(
      "The repository policy is known only after the apply. It may take access away.",
      BE_KNOWN,
    );
  }
  if (put && removed && put.address !== removed.address) {
    return judged(
      `The plan puts the policy at ${put.address} and deletes it at ${removed.address}. If the deletion comes last, the repository has no policy.`,
      `Add this to the root module, and plan again:\n${widestMovedBlock(removed.address, put.address)}`,
    );
  }
  const { ecr } = context;
  if (ecr.isOffline && !removed) {
    return judged(
      `Whether AWS has a policy that the plan overwrites is not known: ${NOT_ASKED}.`,
      "Review it without --offline.",
    );
  }
  const today = await policyOfToday(ecr, place, removed, ecr.repositoryPolicy);
  if ("unknown" in today) {
    return judged(
      `The policy that the plan overwrites cannot be read: ${today.unknown}.`,
      LET_READ,
    );
  }
  const { losses, ...shown } = compareAccess(today.known, put ? String(put.after?.policy) : null);
  const isHidden = [put, removed].some((change) => change && isSensitive(change, "policy"));
  const gains = isHidden ? [] : shown.gains;
  if (losses.length === 0) return { address, gains };
  const what = removed
    ? ""
    : "AWS has a policy that the state does not hold, and the plan overwrites it. ";
  return judged(
    isHidden
      ? `${what}The plan takes access away by a policy that is marked as sensitive.`
      : `${what}${sentences(losses)}${gains.length > 0 ? ` In return: ${sentences(gains)}` : ""}`,
    KEEP,
  );
}

function sentences(lines: readonly string[]): string {
  return `${lines.join("; ")}.`;
}

async function summaryAt({ ecr }: ReviewContext, place: PolicyChange["place"]) {
  const images = place && (await ecr.images(place));
  return images && "known" in images ? summarize(images.known ?? []) : null;
}
