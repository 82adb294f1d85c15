/**
 * The parts of a resource's address: `module.ecr["a.b"].aws_ecr_repository.this[0]` has the parts
 * `module`, `ecr["a.b"]`, `aws_ecr_repository` and `this[0]`.
 */
export function partsOf(address: string): string[] {
  return address.match(/(?:"(?:\\.|[^"\\])*"|[^."])+/g) ?? [];
}

/** A part of an address without its instance key: `ecr["a"]` is `ecr`. */
export function withoutKey(part: string): string {
  return part.replace(/\[.*\]/, "");
}

/** The instance key of a part of an address, with its brackets; empty if it has none. */
export function keyOf(part: string): string {
  return part.slice(withoutKey(part).length);
}
