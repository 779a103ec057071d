import type { Int64 } from '../values/int64.ts';

/** A local variable, a parameter or a loop variable. */
export type LocalDeclaration = {
  readonly name: string;
  readonly kind: 'local' | 'parameter' | 'self' | 'loop' | 'function' | 'hidden';
  /** The function it belongs to. */
  readonly owner: FunctionScope;
  /** Where its name stands. */
  readonly start: number;
  readonly end: number;
  readonly line: number;
  /** Offsets between which code sees it. */
  visibleFrom: number;
  visibleTo: number;
  /** A closure uses it. */
  captured: boolean;
  reads: number;
  writes: number;
  /** Its register; set by the compiler. */
  register: number;
};

/** Where a function finds an upvalue. */
export type UpvalueReference = {
  readonly declaration: LocalDeclaration;
  /** The declaration is in the directly enclosing function; else `index` counts that function's upvalues. */
  readonly fromParentLocal: boolean;
  readonly index: number;
};

/** What is known of a function while and after it is parsed. */
export type FunctionScope = {
  readonly parent: FunctionScope | null;
  /** The line of its `function`; 0 for a main chunk. */
  readonly firstLine: number;
  isVararg: boolean;
  readonly upvalues: UpvalueReference[];
};

/** What a name stands for. */
export type Binding =
  | { readonly kind: 'local'; readonly declaration: LocalDeclaration }
  | { readonly kind: 'upvalue'; readonly declaration: LocalDeclaration; readonly index: number }
  | { readonly kind: 'global' };

/** Where a node stands: offsets of its first byte and behind its last, lines of its first and last token. */
type Located = { readonly start: number; readonly end: number; readonly line: number; readonly endLine: number };

/**
 * An expression whose value LuaJIT fetches only when it is needed. `readLine` is the line that errors of fetching report:
 * that of the last token read by then, such as the operator or the comma behind the expression.
 */
type FetchedLate = Located & { readLine: number };
export type NameExpression = FetchedLate & {
  readonly kind: 'Name';
  readonly name: string;
  readonly binding: Binding;
};
export type IndexExpression = FetchedLate & {
  readonly kind: 'Index';
  readonly object: Expression;
  readonly key: Expression;
  /** Written `object.key`. */
  readonly dotted: boolean;
};
export type CallExpression = Located & {
  readonly kind: 'Call';
  readonly callee: Expression;
  readonly args: Expression[];
  /** The line of the `(`: where errors of the call are reported. */
  readonly argsLine: number;
};
export type MethodCallExpression = Located & {
  readonly kind: 'MethodCall';
  readonly object: Expression;
  readonly method: string;
  /** Where the method's name stands. */
  readonly methodStart: number;
  readonly methodLine: number;
  readonly args: Expression[];
  readonly argsLine: number;
};
export type FunctionExpression = Located & {
  readonly kind: 'Function';
  readonly scope: FunctionScope;
  readonly parameters: LocalDeclaration[];
  readonly body: Block;
};
export type UnaryOperator = 'not' | '-' | '#';
export type BinaryOperator =
  | '+'
  | '-'
  | '*'
  | '/'
  | '%'
  | '^'
  | '..'
  | '=='
  | '~='
  | '<'
  | '<='
  | '>'
  | '>='
  | 'and'
  | 'or';
export type BinaryExpression = Located & {
  readonly kind: 'Binary';
  readonly operator: BinaryOperator;
  readonly left: Expression;
  readonly right: Expression;
  readonly operatorLine: number;
};
export type UnaryExpression = Located & {
  readonly kind: 'Unary';
  readonly operator: UnaryOperator;
  readonly operand: Expression;
};
export type TableItem =
  | { readonly kind: 'positional'; readonly value: Expression }
  /** `name = value` or `[key] = value`. */
  | { readonly kind: 'keyed'; readonly key: Expression; readonly value: Expression };
export type TableExpression = Located & { readonly kind: 'Table'; readonly items: TableItem[] };
export type ConstantExpression =
  | (Located & { readonly kind: 'Nil' | 'True' | 'False' })
  | (Located & { readonly kind: 'Number'; readonly value: number })
  | (Located & { readonly kind: 'Int64'; readonly value: Int64 })
  | (Located & { readonly kind: 'String'; readonly value: string });
export type ParenthesizedExpression = Located & { readonly kind: 'Parenthesized'; readonly inner: Expression };

export type Expression =
  | ConstantExpression
  | NameExpression
  | IndexExpression
  | CallExpression
  | MethodCallExpression
  | FunctionExpression
  | BinaryExpression
  | UnaryExpression
  | TableExpression
  | ParenthesizedExpression
  | (Located & { readonly kind: 'Vararg' });

export type Block = { readonly statements: Statement[]; readonly start: number; end: number; endLine: number };

export type LabelStatement = Located & {
  readonly kind: 'Label';
  readonly name: string;
  /** Its instruction; set by the compiler. */
  pc: number;
};
export type GotoStatement = Located & {
  readonly kind: 'Goto';
  readonly name: string;
  /** Set when the label is known; a program with one missing does not parse. */
  label: LabelStatement | null;
};
export type IfClause = { readonly condition: Expression; readonly block: Block; readonly line: number };

export type Statement =
  | (Located & { readonly kind: 'Local'; readonly declarations: LocalDeclaration[]; readonly values: Expression[] })
  | (Located & {
      readonly kind: 'LocalFunction';
      readonly declaration: LocalDeclaration;
      readonly body: FunctionExpression;
    })
  | (Located & { readonly kind: 'Assignment'; readonly targets: Expression[]; readonly values: Expression[] })
  | (Located & { readonly kind: 'CallStatement'; readonly call: CallExpression | MethodCallExpression })
  | (Located & { readonly kind: 'Do'; readonly block: Block })
  | (Located & { readonly kind: 'While'; readonly condition: Expression; readonly block: Block })
  | (Located & { readonly kind: 'Repeat'; readonly block: Block; readonly condition: Expression })
  | (Located & { readonly kind: 'If'; readonly clauses: IfClause[]; readonly otherwise: Block | null })
  | (Located & {
      readonly kind: 'NumericFor';
      readonly variable: LocalDeclaration;
      readonly from: Expression;
      readonly to: Expression;
      readonly step: Expression | null;
      /** The line of its `do`: where a wrong start, limit or step is reported. */
      readonly doLine: number;
      readonly block: Block;
    })
  | (Located & {
      readonly kind: 'GenericFor';
      readonly variables: LocalDeclaration[];
      readonly values: Expression[];
      /** The line of the expressions behind `in`. */
      readonly inLine: number;
      readonly block: Block;
    })
  | (Located & {
      readonly kind: 'FunctionStatement';
      readonly target: NameExpression | IndexExpression;
      readonly isMethod: boolean;
      readonly body: FunctionExpression;
    })
  | (Located & { readonly kind: 'Return'; readonly values: Expression[] })
  | (Located & { readonly kind: 'Break' })
  | GotoStatement
  | LabelStatement;

/** A use of a global variable. */
export type GlobalReference = {
  readonly name: string;
  readonly start: number;
  readonly end: number;
  readonly line: number;
  isWrite: boolean;
};

/** A parsed source: its main function and what the parser learned on the way. */
export type Chunk = {
  readonly main: FunctionExpression;
  readonly chunkName: string;
  readonly source: string;
  /** Offset of the first byte of every line. */
  readonly lineStarts: readonly number[];
  /** Every declaration, in source order; hidden loop variables are left out. */
  readonly declarations: readonly LocalDeclaration[];
  readonly globals: readonly GlobalReference[];
};
