/** A container image that gets a repository of its own. */
export interface Image {
  /** The image's key in the outputs, its `Component` tag, and its resources' Terraform name. */
  readonly component: string;
  /** The last part of the repository's name. */
  readonly name: string;
  /**
   * Who the repository belongs to: each `environment` has its own (`{environment}/{name}`), a
   * `thirdparty` one exists once for all (`thirdparty/{name}`).
   */
  readonly scope: "environment" | "thirdparty";
  /** What the image is for. */
  readonly purpose: string;
}

/** The first segment of every third-party repository's name. */
export const THIRDPARTY = "thirdparty";

/**
 * The images of the Artos platform. Component, name and scope of an entry are for good: a change
 * replaces the repository, and its images are gone.
 */
export const IMAGE_CATALOGUE: readonly Image[] = [
  {
    component: "backend",
    name: "artos-postgres-eks-backend",
    scope: "environment",
    purpose: "FastAPI REST API server: routes, database models and migrations, authentication",
  },
  {
    component: "celery",
    name: "artos-postgres-eks-celery",
    scope: "environment",
    purpose: "Celery workers: document generation and editing, scheduled tasks",
  },
  {
    component: "frontend",
    name: "frontend",
    scope: "environment",
    purpose: "Web application that users see",
  },
  {
    component: "redis",
    name: "redis",
    scope: THIRDPARTY,
    purpose: "Redis: cache, Celery message broker, rate limits",
  },
  {
    component: "onlyoffice",
    name: "onlyoffice",
    scope: THIRDPARTY,
    purpose: "OnlyOffice Document Server: editing Word documents together",
  },
  {
    component: "litellm",
    name: "litellm",
    scope: THIRDPARTY,
    purpose: "LiteLLM proxy: one interface, keys, limits and cost tracking for LLM providers",
  },
  {
    component: "propelauth",
    name: "propelauth",
    scope: THIRDPARTY,
    purpose: "PropelAuth: sign-in, SSO, MFA, user management",
  },
];

/** The name of an image's repository in an environment, as the document's naming convention has it. */
export function repositoryName(image: Image, environment: string): string {
  return `${image.scope === THIRDPARTY ? THIRDPARTY : environment}/${image.name}`;
}
