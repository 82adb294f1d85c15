import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CLEAN_ENV } from "./environment.ts";
import { run } from "./processes.ts";

/**
 * Evaluates an expression for each of many values in one Terraform process.
 *
 * @param type the values' type, as Terraform writes it
 * @param expression reads a value as `v`
 */
export async function evaluate(
  type: string,
  values: readonly unknown[],
  expression: string,
): Promise<boolean[]> {
  const folder = mkdtempSync(join(tmpdir(), "ecr-rules-"));
  try {
    const variable = { values: { type: `list(${type})`, default: values } };
    writeFileSync(join(folder, "main.tf.json"), JSON.stringify({ variable }));
    const input = `jsonencode([for v in var.values : ${expression}])\n`;
    const { code, stdout, stderr } = await run("terraform", ["console"], {
      cwd: folder,
      env: CLEAN_ENV,
      input,
    });
    if (code !== 0 || stderr !== "") throw new Error(`terraform console failed: ${stderr}`);
    return JSON.parse(JSON.parse(stdout));
  } finally {
    rmSync(folder, { recursive: true });
  }
}
