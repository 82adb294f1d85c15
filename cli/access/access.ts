import { textTable } from "../../stacks/text-table.ts";
import type { Report } from "../report.ts";
import { readStacks, type SynthesizedStack } from "../synthesized-stacks.ts";

const OWN_ACCOUNT = "own account";

/** Who may do what with a repository. */
interface Access {
  readonly environment: string;
  readonly repository: string;
  /** The account whose IAM policies decide who pushes; `null` where the credentials decide. */
  readonly owner: string | null;
  /** Accounts that may push, if an IAM policy of theirs says so. */
  readonly push: readonly string[];
  /** Accounts that may pull, if an IAM policy of theirs says so. */
  readonly pull: readonly string[];
}

/**
 * Who may pull from and push to each repository of the app. Only the repository policies are told:
 * within an account its IAM policies decide.
 */
export function access(format: "table" | "mermaid"): Report {
  const stacks = readStacks();
  const data = stacks.flatMap(accessTo);
  return { data, text: format === "mermaid" ? toMermaid(stacks) : toTable(data) };
}

function accessTo({ id, accountId, repositories }: SynthesizedStack): Access[] {
  const owner = accountId ?? OWN_ACCOUNT;
  return repositories.map(({ name, consumers }) => ({
    environment: id,
    repository: name,
    owner: accountId,
    push: [owner],
    pull: [owner, ...consumers],
  }));
}

function toTable(rows: readonly Access[]): string {
  const header = ["Environment", "Repository", "May push", "May pull"];
  const lines = rows.map(({ environment, repository, push, pull }) => [
    environment,
    repository,
    push.join(", "),
    pull.join(", "),
  ]);
  return textTable([header, ...lines]);
}

function toMermaid(stacks: readonly SynthesizedStack[]): string {
  return ["flowchart LR", ...stacks.flatMap(environmentLines)].join("\n");
}

// Mermaid takes few names as they are: what is drawn has a number, and its name as its label.
function environmentLines(
  { id, accountId, repositories }: SynthesizedStack,
  index: number,
): string[] {
  const box = `e${index}`;
  const node = (position: number) => `${box}r${position}`;
  const consumers = [...new Set(repositories.flatMap((repository) => repository.consumers))];
  return [
    `  subgraph ${box}["${id}"]`,
    ...repositories.map(({ name }, position) => `    ${node(position)}["${name}"]`),
    "  end",
    `  ${accountNode(accountId ?? OWN_ACCOUNT)} -->|push and pull| ${box}`,
    ...consumers.flatMap((consumer) => {
      const pulls = [...repositories.keys()].filter((position) =>
        repositories[position]?.consumers.includes(consumer),
      );
      const targets = pulls.length === repositories.length ? [box] : pulls.map(node);
      return targets.map((target) => `  ${accountNode(consumer)} -->|pull| ${target}`);
    }),
  ];
}

function accountNode(account: string): string {
  return `${account === OWN_ACCOUNT ? "own" : `a${account}`}["${account}"]`;
}
