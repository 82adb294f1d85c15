import type { RepositorySettings } from "./repository-settings.ts";

/** The repositories of the Artos platform. Source: the ECR module's document, Container Images. */
export const DOCUMENTED_REPOSITORIES: readonly RepositorySettings[] = [
  {
    component: "backend",
    name: "artos-postgres-eks-backend",
    purpose: "FastAPI REST API server: routes, database models and migrations, authentication",
  },
  {
    component: "celery",
    name: "artos-postgres-eks-celery",
    purpose: "Celery workers: document generation and editing, scheduled tasks",
  },
  {
    component: "frontend",
    name: "frontend",
    purpose: "Web application that users see",
  },
  {
    component: "redis",
    name: "thirdparty/redis",
    shared: true,
    purpose: "Redis: cache, Celery message broker, rate limits",
  },
  {
    component: "onlyoffice",
    name: "thirdparty/onlyoffice",
    shared: true,
    purpose: "OnlyOffice Document Server: editing Word documents together",
  },
  {
    component: "litellm",
    name: "thirdparty/litellm",
    shared: true,
    purpose: "LiteLLM proxy: one interface, keys, limits and cost tracking for LLM providers",
  },
  {
    component: "propelauth",
    name: "thirdparty/propelauth",
    shared: true,
    purpose: "PropelAuth: sign-in, SSO, MFA, user management",
  },
];
