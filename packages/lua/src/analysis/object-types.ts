import type { Chunk, Expression, FunctionExpression, LocalDeclaration } from '../syntax/ast.ts';
import type { ApiEntryPoint, ApiMethod, ApiObject, ScriptApi } from './script-api.ts';
import { walk } from './walk.ts';

/** How far a chain of locals and calls is followed. */
const MAX_STEPS = 50;

/**
 * Knows which expressions of a chunk are objects of the host: parameters of the entry points, what methods return, and
 * locals that are given such a value once and never another.
 */
export class ObjectTypes {
  private readonly api: ScriptApi;
  private readonly objects: ReadonlyMap<string, ApiObject>;
  private readonly ofDeclaration = new Map<LocalDeclaration, ApiObject | Expression>();
  private readonly entryOf = new Map<FunctionExpression, ApiEntryPoint>();
  private readonly parentOf = new Map<FunctionExpression, FunctionExpression>();

  constructor(chunk: Chunk, api: ScriptApi) {
    this.api = api;
    this.objects = new Map(api.objects.map((object) => [object.name, object]));
    for (const { node, within } of walk(chunk)) {
      if (node.kind === 'Function') this.parentOf.set(node, within);
      if (node.kind === 'FunctionStatement' && node.target.kind === 'Name') this.noteEntry(node.target.name, node.body);
      if (node.kind === 'Assignment') {
        node.targets.forEach((target, index) => {
          const value = node.values[index];
          if (target.kind === 'Name' && value?.kind === 'Function') this.noteEntry(target.name, value);
        });
      }
      if (node.kind === 'Local') {
        node.declarations.forEach((declaration, index) => {
          const value = node.values[index];
          if (value !== undefined && declaration.writes === 0) this.ofDeclaration.set(declaration, value);
        });
      }
    }
  }

  private noteEntry(name: string, body: FunctionExpression): void {
    const entry = this.api.entryPoints.find((candidate) => candidate.name === name);
    if (entry === undefined) return;
    this.entryOf.set(body, entry);
    body.parameters.forEach((parameter, index) => {
      const object = this.objects.get(entry.parameters[index] ?? '');
      if (object !== undefined && parameter.writes === 0) this.ofDeclaration.set(parameter, object);
    });
  }

  /** The host object that an expression is, if that is certain. */
  of(expression: Expression): ApiObject | undefined {
    let current: Expression = expression;
    const calls: string[] = [];
    for (let step = 0; step < MAX_STEPS; step++) {
      if (current.kind === 'Parenthesized') {
        current = current.inner;
      } else if (current.kind === 'MethodCall') {
        calls.push(current.method);
        current = current.object;
      } else if (current.kind === 'Name' && current.binding.kind !== 'global') {
        const known = this.ofDeclaration.get(current.binding.declaration);
        if (known === undefined) return undefined;
        if ('methods' in known) return this.follow(known, calls);
        current = known;
      } else {
        return undefined;
      }
    }
    return undefined;
  }

  private follow(start: ApiObject, calls: string[]): ApiObject | undefined {
    let object: ApiObject | undefined = start;
    for (let name = calls.pop(); name !== undefined && object !== undefined; name = calls.pop()) {
      object = this.returned(methodOf(object, name));
    }
    return object;
  }

  private returned(method: ApiMethod | undefined): ApiObject | undefined {
    for (const type of method?.returns.split('|') ?? []) {
      const object = this.objects.get(type.trim());
      if (object !== undefined) return object;
    }
    return undefined;
  }

  /** The entry point whose body a function is in. */
  entryAround(within: FunctionExpression): ApiEntryPoint | undefined {
    for (let current = within; ; ) {
      const entry = this.entryOf.get(current);
      if (entry !== undefined) return entry;
      const parent = this.parentOf.get(current);
      if (parent === undefined || parent === current) return undefined;
      current = parent;
    }
  }
}

/** A method of an object by its name. */
export function methodOf(object: ApiObject, name: string): ApiMethod | undefined {
  return object.methods.find((method) => method.name === name);
}
