import { registryStatementProblems } from "../../policies/registry/registry-statement-problems.ts";
import { statementsShape } from "../access/policy-shape.ts";

/** The shape of `policyStatements`. A relation checks whose repositories they name. */
export const REGISTRY_STATEMENTS = statementsShape(registryStatementProblems);
