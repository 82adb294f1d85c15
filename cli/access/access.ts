import type { SynthesizedStack } from "../../stacks/project-format.ts";
import { textTable } from "../../stacks/text-table.ts";
import type { Report } from "../report.ts";
import { readStacks } from "../synthesized-stacks.ts";

const OWN_ACCOUNT = "own account";
const NOT_KNOWN = "not known: the policy cannot be read";

/** Who may pull from and push to a repository. */
interface Access {
  /** The stack's name. */
  readonly stack: string;
  readonly repository: string;
  /** The account whose IAM policies decide who pushes; `null` if it is that of the credentials. */
  readonly owner: string | null;
  /** Accounts that may push, if one of their IAM policies allows it. */
  readonly push: readonly string[];
  /**
   * Accounts that may pull, if one of their IAM policies allows it; `null` if the repository policy
   * cannot be read.
   */
  readonly pull: readonly string[] | null;
}

/**
 * Who may pull from and push to each repository, by the repository policies. Within an account, its
 * IAM policies decide.
 */
export function access(format: "table" | "mermaid"): Report {
  const stacks = readStacks();
  const data = stacks.flatMap(accessTo);
  return { data, text: format === "mermaid" ? toMermaid(stacks) : toTable(data) };
}

function accessTo({ id, accountId, repositories }: SynthesizedStack): Access[] {
  const owner = accountId ?? OWN_ACCOUNT;
  return repositories.map(({ name, pull }) => ({
    stack: id,
    repository: name,
    owner: accountId,
    push: [owner],
    pull: pull && [owner, ...pull],
  }));
}

function toTable(rows: readonly Access[]): string {
  const header = ["Stack", "Repository", "May push", "May pull"];
  const lines = rows.map(({ stack, repository, push, pull }) => [
    stack,
    repository,
    push.join(", "),
    pull?.join(", ") ?? NOT_KNOWN,
  ]);
  return textTable([header, ...lines]);
}

function toMermaid(stacks: readonly SynthesizedStack[]): string {
  return ["flowchart LR", ...stacks.flatMap(stackLines)].join("\n");
}

// Mermaid refuses many names: each node has a number, and its name is the label.
function stackLines({ id, accountId, repositories }: SynthesizedStack, index: number): string[] {
  const box = `s${index}`;
  const node = (position: number) => `${box}r${position}`;
  const pulling = repositories.map(({ pull }) => pull ?? [NOT_KNOWN]);
  return [
    `  subgraph ${box}["${id}"]`,
    ...repositories.map(({ name }, position) => `    ${node(position)}["${name}"]`),
    "  end",
    `  ${accountNode(accountId ?? OWN_ACCOUNT)} -->|push and pull| ${box}`,
    ...[...new Set(pulling.flat())].flatMap((principal) => {
      const pulls = [...pulling.keys()].filter((each) => pulling[each]?.includes(principal));
      const targets = pulls.length === repositories.length ? [box] : pulls.map(node);
      return targets.map((target) => `  ${accountNode(principal)} -->|pull| ${target}`);
    }),
  ];
}

function accountNode(account: string): string {
  return `${account === OWN_ACCOUNT ? "own" : `a${account.replaceAll(/\W/g, "_")}`}["${account}"]`;
}
