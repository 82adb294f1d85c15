import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";

interface Shape {
  readonly type: string;
  readonly required?: readonly string[];
  readonly members?: Readonly<Record<string, Reference>>;
  readonly member?: Reference;
  readonly enum?: readonly string[];
  readonly pattern?: string;
  readonly min?: number;
  readonly max?: number;
}

interface Reference {
  readonly shape: string;
}

interface Model {
  readonly operations: Readonly<
    Record<string, { readonly input: Reference; readonly output: Reference; errors: Reference[] }>
  >;
  readonly shapes: Readonly<Record<string, Shape>>;
}

const PRINT_MODEL = `
import json, botocore.loaders
print(json.dumps(botocore.loaders.Loader().load_service_model("ecr", "service-2")))`;

/** How a value of each type is written in JSON. */
const IN_JSON: Readonly<Record<string, string>> = {
  string: "string",
  boolean: "boolean",
  integer: "number",
  long: "number",
  double: "number",
  timestamp: "number",
};

/**
 * ECR's API as AWS describes it for its SDKs. It is the description in botocore, which moto brings
 * along: that of the SDK for JavaScript leaves lengths, patterns and enumerations out.
 */
export class EcrModel {
  private constructor(private readonly model: Model) {}

  /** Reads the description. It takes a second. */
  static read(): EcrModel {
    const json = execFileSync(pythonOfMoto(), ["-c", PRINT_MODEL], {
      encoding: "utf8",
      maxBuffer: 64 * 1024 * 1024,
    });
    return new EcrModel(JSON.parse(json));
  }

  /** What is wrong with a request, in the words of ECR. */
  faultsOfRequest(operation: string, request: unknown): string[] {
    return [...this.faults(this.operation(operation).input.shape, request, "")];
  }

  /** What is wrong with the answer to a request. */
  faultsOfAnswer(operation: string, answer: unknown): string[] {
    return [...this.faults(this.operation(operation).output.shape, answer, "")];
  }

  /** The errors that an operation may end with. */
  errorsOf(operation: string): string[] {
    return this.operation(operation).errors.map(({ shape }) => shape);
  }

  private operation(name: string) {
    const operation = this.model.operations[name];
    if (!operation) throw new Error(`ECR's model has no operation ${name}`);
    return operation;
  }

  private *faults(name: string, value: unknown, at: string): Generator<string> {
    const shape = this.model.shapes[name];
    if (!shape) throw new Error(`ECR's model has no shape ${name}`);
    const fault = (rule: string) =>
      `Invalid parameter at '${at}' failed to satisfy constraint: '${rule}'`;
    if (shape.type === "structure") yield* this.faultsOfStructure(shape, value, at, fault);
    else if (shape.type === "list") {
      if (!Array.isArray(value)) return yield fault("must be a list");
      yield* sizeFaults(shape, value.length, fault);
      const { shape: member = "" } = shape.member ?? {};
      for (const [index, entry] of value.entries()) {
        yield* this.faults(member, entry, `${at}.${index}`);
      }
    } else {
      const type = IN_JSON[shape.type];
      if (!type) throw new Error(`no test checks values of the type ${shape.type}`);
      if (typeof value !== type) return yield fault(`must be a ${type}`);
      yield* sizeFaults(shape, typeof value === "string" ? value.length : Number(value), fault);
      if (shape.enum && !shape.enum.includes(`${value}`)) {
        yield fault(`must satisfy enum value set: [${shape.enum.join(", ")}]`);
      }
      if (shape.pattern && !new RegExp(`^(?:${shape.pattern})$`).test(`${value}`)) {
        yield fault(`must satisfy regular expression '${shape.pattern}'`);
      }
    }
  }

  private *faultsOfStructure(
    { members = {}, required = [] }: Shape,
    value: unknown,
    at: string,
    fault: (rule: string) => string,
  ): Generator<string> {
    if (typeof value !== "object" || value === null || Array.isArray(value)) {
      return yield fault("must be a structure");
    }
    const path = (name: string) => (at ? `${at}.${name}` : name);
    const entries = Object.entries(value).filter(([, entry]) => entry !== undefined);
    for (const name of required) {
      if (!entries.some(([present]) => present === name)) {
        yield `Invalid parameter at '${path(name)}' failed to satisfy constraint: 'must not be null'`;
      }
    }
    for (const [name, entry] of entries) {
      const member = members[name];
      if (member) yield* this.faults(member.shape, entry, path(name));
      else yield `Invalid parameter at '${path(name)}': there is no such member`;
    }
  }
}

/** The faults of a text's or list's length, or of a number. */
function* sizeFaults(
  { type, min, max }: Shape,
  size: number,
  fault: (rule: string) => string,
): Generator<string> {
  const what = ["string", "list"].includes(type) ? "length" : "value";
  if (min !== undefined && size < min) {
    yield fault(`must have ${what} greater than or equal to ${min}`);
  }
  if (max !== undefined && size > max)
    yield fault(`must have ${what} less than or equal to ${max}`);
}

/** The Python that `moto_server` names in its first line; where that is a wrapper, the path's. */
function pythonOfMoto(): string {
  const program = execFileSync("sh", ["-c", "command -v moto_server"], { encoding: "utf8" }).trim();
  const [, python] = /^#!(\S*python\S*)/.exec(readFileSync(program, "utf8")) ?? [];
  return python ?? "python3";
}
