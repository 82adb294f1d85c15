import { mermaidLabel } from "../mermaid-label.ts";

/** The words for the account of a stack, if it is that of the credentials. */
export const OWN_ACCOUNT = "own account";

/** Who may push to and pull from a repository, in words. */
export interface Row {
  readonly stack: string;
  readonly repository: string;
  readonly push: readonly string[];
  readonly pull: readonly string[];
}

/** A flowchart in the language of Mermaid: a box for each stack, with its repositories. */
export function toMermaid(rows: readonly Row[]): string {
  const stacks = [...new Set(rows.map(({ stack }) => stack))];
  const nodeOf = nodes(rows);
  return [
    "flowchart LR",
    ...stacks.flatMap((stack, index) => {
      const own = rows.filter((row) => row.stack === stack);
      return stackLines(own, `s${index}`, nodeOf);
    }),
  ].join("\n");
}

function stackLines(
  rows: readonly Row[],
  box: string,
  nodeOf: (words: string) => string,
): string[] {
  const node = (position: number) => `${box}r${position}`;
  return [
    `  subgraph ${box}["${mermaidLabel(rows[0]!.stack)}"]`,
    ...rows.map(
      ({ repository }, position) => `    ${node(position)}["${mermaidLabel(repository)}"]`,
    ),
    "  end",
    ...edges(rows)
      .map(({ words, verb, positions }) => ({
        arrow: `  ${nodeOf(words)} -->|${verb}|`,
        targets: positions.length === rows.length ? [box] : positions.map(node),
      }))
      .flatMap(({ arrow, targets }) => targets.map((target) => `${arrow} ${target}`)),
  ];
}

/** What someone may do, and with the repositories at which positions. */
interface Edge {
  readonly words: string;
  readonly verb: string;
  readonly positions: readonly number[];
}

function edges(rows: readonly Row[]): Edge[] {
  const all = [...new Set(rows.flatMap(({ push, pull }) => [...push, ...pull]))];
  return all.flatMap((words) =>
    ["push and pull", "push", "pull"].flatMap((verb) => {
      const positions = [...rows.keys()].filter((each) => verbOf(rows[each]!, words) === verb);
      return positions.length > 0 ? [{ words, verb, positions }] : [];
    }),
  );
}

function verbOf({ push, pull }: Row, words: string): string {
  return [push.includes(words) ? "push" : "", pull.includes(words) ? "pull" : ""]
    .filter((verb) => verb !== "")
    .join(" and ");
}

/**
 * Mermaid refuses many names: an account's node has its digits, any other node a number, and the
 * words are the label.
 */
function nodes(rows: readonly Row[]): (words: string) => string {
  const all = [...new Set(rows.flatMap(({ push, pull }) => [...push, ...pull]))];
  const others = all.filter((words) => !/^\d{12}$/.test(words));
  return (words) => {
    const index = others.indexOf(words);
    const id = index < 0 ? `a${words}` : words === OWN_ACCOUNT ? "own" : `p${index}`;
    return `${id}["${mermaidLabel(words)}"]`;
  };
}
