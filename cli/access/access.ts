import { accessorWords } from "../../policies/access/accessor-words.ts";
import type {
  SynthesizedRepository,
  SynthesizedStack,
} from "../../stacks/project-file/project-format.ts";
import { textTable } from "../../stacks/summary/text-table.ts";
import { oneLine } from "../one-line.ts";
import type { Report } from "../report.ts";
import { readStacks } from "../synthesized-stacks.ts";
import { OWN_ACCOUNT, toMermaid } from "./mermaid.ts";

const NOT_KNOWN = "not known: the policy cannot be read";

/** Who may pull from and push to a repository. */
export interface Access {
  /** The stack's name. */
  readonly stack: string;
  readonly repository: string;
  /** The account whose IAM policies decide who pushes; `null` if it is that of the credentials. */
  readonly owner: string | null;
  /** Who may push; `null` if the repository policy cannot be read. */
  readonly push: readonly string[] | null;
  /**
   * Who may pull: an account's 12 digits, a role's ARN, or words such as `organization o-…`. In an
   * account, one of its IAM policies must allow it, too. `null` if the repository policy cannot be
   * read.
   */
  readonly pull: readonly string[] | null;
}

/**
 * Who may pull from and push to each repository, by the repository policies. Within an account, its
 * IAM policies decide.
 */
export function access(format: "table" | "mermaid"): Report {
  const data = readStacks().flatMap(accessTo);
  return { data, text: format === "mermaid" ? toMermaid(data.map(shown)) : toTable(data) };
}

function accessTo({ id, accountId, repositories }: SynthesizedStack): Access[] {
  const owner = accountId ?? OWN_ACCOUNT;
  const withOwner = (accessors: SynthesizedRepository["pull"]) =>
    accessors && [owner, ...accessors.map((accessor) => oneLine(accessorWords(accessor)))];
  return repositories.map(({ name, pull, push }) => ({
    stack: id,
    repository: name,
    owner: accountId,
    push: withOwner(push),
    pull: withOwner(pull),
  }));
}

// The own account has access, whatever the policy is.
function shown({ stack, repository, owner, push, pull }: Access) {
  const unknown = [owner ?? OWN_ACCOUNT, NOT_KNOWN];
  return { stack, repository, push: push ?? unknown, pull: pull ?? unknown };
}

function toTable(rows: readonly Access[]): string {
  const header = ["Stack", "Repository", "May push", "May pull"];
  const lines = rows.map(({ stack, repository, push, pull }) => [
    stack,
    repository,
    push?.join(", ") ?? NOT_KNOWN,
    pull?.join(", ") ?? NOT_KNOWN,
  ]);
  return textTable([header, ...lines]);
}
