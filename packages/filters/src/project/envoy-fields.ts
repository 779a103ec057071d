/** A message in Envoy's own YAML form. */
export type EnvoyObject = { [field: string]: unknown };

/** Whether a value is a message (a map). */
export function isMessage(value: unknown): value is EnvoyObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Reads a field by its snake_case name; protobuf JSON allows camelCase as well. */
export function field(message: unknown, name: string): unknown {
  if (!isMessage(message)) return undefined;
  return Object.hasOwn(message, name) ? message[name] : own(message, camelCase(name));
}

/** Reads along a path of snake_case names. */
export function fieldAt(message: unknown, ...path: string[]): unknown {
  return path.reduce(field, message);
}

/** A copy of the message in which the field has another value; `undefined` takes the field away. */
export function withField(message: EnvoyObject, name: string, value: unknown): EnvoyObject {
  const key = Object.hasOwn(message, name) || !Object.hasOwn(message, camelCase(name)) ? name : camelCase(name);
  const { [key]: _, ...rest } = message;
  if (value === undefined) return rest;
  return Object.fromEntries(
    Object.hasOwn(message, key)
      ? Object.entries(message).map(([k, v]) => [k, k === key ? value : v])
      : [...Object.entries(rest), [key, value]],
  );
}

/** Like `withField`, along a path; missing messages on the way are made. */
export function withFieldAt(message: EnvoyObject, path: readonly string[], value: unknown): EnvoyObject {
  const [name, ...rest] = path;
  if (name === undefined) return message;
  if (rest.length === 0) return withField(message, name, value);
  const inner = field(message, name);
  return withField(message, name, withFieldAt(isMessage(inner) ? inner : {}, rest, value));
}

function own(message: EnvoyObject, key: string): unknown {
  return Object.hasOwn(message, key) ? message[key] : undefined;
}

function camelCase(name: string): string {
  return name.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}
