import { textTable } from "../../stacks/text-table.ts";
import { code } from "../markdown.ts";
import type { JudgedFinding, Verdict } from "./verdict.ts";

const HEADER = ["Severity", "Finding", "Package", "Verdict"];

/** A verdict as a table, for a terminal. */
export function toText(image: string, verdict: Verdict): string {
  const rows = verdict.findings.map(cells);
  const table = rows.length > 0 ? [textTable([HEADER, ...rows]), ""] : [];
  return [...table, `${image} ${outcome(verdict)}: ${verdict.explanation}`].join("\n");
}

/** A verdict in Markdown, for a pull request. */
export function toMarkdown(image: string, verdict: Verdict): string {
  const lines = [HEADER, HEADER.map(() => "---"), ...verdict.findings.map(linkedCells)];
  const table = lines.map((line) => `| ${line.join(" | ")} |`);
  const heading = `### ${verdict.passed ? "✅" : "❌"} Image scan`;
  const body = verdict.findings.length > 0 ? ["", ...table] : [];
  const headline = `${code(image)} ${outcome(verdict)}: ${code(verdict.explanation)}`;
  return [heading, "", headline, ...body].join("\n");
}

function outcome({ passed, reason }: Verdict): string {
  return passed ? "passed" : `failed (${reason})`;
}

function cells(finding: JudgedFinding): string[] {
  const { severity, id, packages } = finding;
  return [severity, id, packages.join(", "), verdictOn(finding)];
}

function linkedCells(finding: JudgedFinding): string[] {
  const [severity = "", id = "", ...rest] = cells(finding).map(code);
  const isLink = /^https?:\/\/[^\s()|<>]+$/.test(finding.uri);
  return [severity, isLink ? `[${id}](${finding.uri})` : id, ...rest];
}

function verdictOn({ blocks, allowance }: JudgedFinding): string {
  if (!allowance) return blocks ? "fails" : "passes";
  const { until, reason } = allowance;
  return blocks ? `fails: allowance ended ${until}` : `allowed until ${until}: ${reason}`;
}
