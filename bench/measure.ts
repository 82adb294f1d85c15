import { spawn } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { CLEAN_ENV } from "../__tests__/support/environment.ts";

/** A command that is measured. */
export interface Subject {
  readonly name: string;
  readonly command: string;
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Runs before each measured run, and is not measured. */
  readonly prepare?: () => void | Promise<void>;
}

/** The median time, the shortest time and the highest memory of a subject's runs. */
export interface Measured {
  readonly name: string;
  readonly seconds: number;
  readonly fastest: number;
  readonly megabytes: number;
}

/**
 * Runs all subjects in turn, and this several times: other work on the machine disturbs all alike.
 *
 * @throws Error if a command fails
 */
export async function measure(subjects: readonly Subject[], runs: number): Promise<Measured[]> {
  const all = subjects.map((): { seconds: number; megabytes: number }[] => []);
  for (let run = 0; run < runs; run += 1) {
    for (const [index, subject] of subjects.entries()) {
      await subject.prepare?.();
      all[index]?.push(await runOnce(subject));
    }
  }
  return subjects.map(({ name }, index) => ({
    name,
    seconds: median((all[index] ?? []).map(({ seconds }) => seconds)),
    fastest: Math.min(...(all[index] ?? []).map(({ seconds }) => seconds)),
    megabytes: Math.max(...(all[index] ?? []).map(({ megabytes }) => megabytes)),
  }));
}

function runOnce({ command, cwd, env }: Subject): Promise<{ seconds: number; megabytes: number }> {
  return new Promise((resolve, reject) => {
    const start = process.hrtime.bigint();
    const child = spawn("sh", ["-c", command], {
      cwd,
      env: { ...CLEAN_ENV, ...env },
      stdio: ["ignore", "ignore", "pipe"],
    });
    let errors = "";
    child.stderr.on("data", (chunk) => {
      errors += chunk;
    });
    let megabytes = 0;
    const poll = setInterval(() => {
      megabytes = Math.max(megabytes, memoryOfTree(child.pid ?? 0));
    }, 25);
    child.on("close", (code) => {
      clearInterval(poll);
      const seconds = Number(process.hrtime.bigint() - start) / 1e9;
      if (code === 0) resolve({ seconds, megabytes });
      else reject(new Error(`${command} ended with ${code}\n${errors}`));
    });
  });
}

/** The resident memory of a process and all below it, as Linux reports it; 0 on other systems. */
function memoryOfTree(root: number): number {
  const parents = new Map<number, number>();
  const memory = new Map<number, number>();
  for (const entry of readProcesses()) {
    const status = readStatus(entry);
    parents.set(entry, Number(status.match(/^PPid:\s+(\d+)/m)?.[1] ?? 0));
    memory.set(entry, Number(status.match(/^VmRSS:\s+(\d+)/m)?.[1] ?? 0) / 1024);
  }
  const isBelow = (pid: number): boolean =>
    pid === root || (parents.has(pid) && pid !== 0 && isBelow(parents.get(pid) ?? 0));
  return [...memory].reduce((sum, [pid, size]) => (isBelow(pid) ? sum + size : sum), 0);
}

function readProcesses(): number[] {
  try {
    return readdirSync("/proc").map(Number).filter(Number.isInteger);
  } catch {
    return [];
  }
}

function readStatus(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/status`, "utf8");
  } catch {
    return ""; // It has ended meanwhile.
  }
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1
    ? (sorted[middle] ?? 0)
    : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
}
