import { textTable } from "../../stacks/summary/text-table.ts";
import { code } from "../markdown.ts";
import type { JudgedScanFinding, Verdict } from "./verdict.ts";

/** A verdict as a table, for a terminal. */
export function toText(image: string, verdict: Verdict): string {
  const rows = verdict.findings.map((finding) => cells(finding, verdict));
  const table = rows.length > 0 ? [textTable([header(verdict), ...rows]), ""] : [];
  return [...table, `${image} ${outcome(verdict)}: ${verdict.explanation}`].join("\n");
}

/** A verdict in Markdown, for a pull request. */
export function toMarkdown(image: string, verdict: Verdict): string {
  const head = header(verdict);
  const rows = verdict.findings.map((finding) => linkedCells(finding, verdict));
  const table = [head, head.map(() => "---"), ...rows].map((line) => `| ${line.join(" | ")} |`);
  const heading = `### ${verdict.passed ? "✅" : "❌"} Image scan`;
  const body = rows.length > 0 ? ["", ...table] : [];
  const headline = `${code(image)} ${outcome(verdict)}: ${code(verdict.explanation)}`;
  return [heading, "", headline, ...body].join("\n");
}

function outcome({ passed, reason }: Verdict): string {
  return passed ? "passed" : `failed (${reason})`;
}

function header({ platforms }: Verdict): string[] {
  return ["Severity", "Finding", "Package", ...(platforms ? ["Platform"] : []), "Verdict"];
}

function cells(finding: JudgedScanFinding, { platforms }: Verdict): string[] {
  const { severity, id, packages, platform = "" } = finding;
  const own = [severity, id, packages.join(", ")];
  return [...own, ...(platforms ? [platform] : []), verdictOn(finding)];
}

function linkedCells(finding: JudgedScanFinding, verdict: Verdict): string[] {
  const [severity = "", id = "", ...rest] = cells(finding, verdict).map(code);
  const isLink = /^https?:\/\/[^\s()|<>]+$/.test(finding.uri);
  return [severity, isLink ? `[${id}](${finding.uri})` : id, ...rest];
}

function verdictOn({ blocks, allowance }: JudgedScanFinding): string {
  if (!allowance) return blocks ? "fails" : "passes";
  const { until, reason } = allowance;
  return blocks ? `fails: allowance ended ${until}` : `allowed until ${until}: ${reason}`;
}
