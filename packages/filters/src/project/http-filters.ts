import type { Project } from './project.ts';

/** One entry of `http_connection_manager.http_filters`. */
export type HttpFilterConfig = {
  name: string;
  typed_config?: Record<string, unknown>;
  disabled?: boolean;
  is_optional?: boolean;
  [field: string]: unknown;
};

/** The chain of a project. Entries that are not objects with a name are left out. */
export function httpFilters(project: Project): HttpFilterConfig[] {
  const filters = project.http_connection_manager['http_filters'];
  if (!Array.isArray(filters)) return [];
  return filters.filter(
    (f): f is HttpFilterConfig => typeof f === 'object' && f !== null && typeof f.name === 'string',
  );
}
