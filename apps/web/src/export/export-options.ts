import type { EnvoyFilterOptions, WasmDelivery } from '@chainwright/filters/export/envoy-filter-options';
import { create } from 'zustand';

/** The fields of the export form, as text where a person types. */
export type ExportForm = {
  readonly name: string;
  readonly namespace: string;
  readonly context: EnvoyFilterOptions['context'];
  /** `app=orders, version=v2`; empty: every workload of the namespace. */
  readonly workload: string;
  /** Empty: every port. */
  readonly port: string;
  readonly place: EnvoyFilterOptions['place']['at'];
  /** The filter of places `before` and `after`. */
  readonly anchor: string;
  /** How the module of a source is delivered, by source name. */
  readonly wasm: Readonly<Record<string, WasmDelivery>>;
};

/** What the export form says; it stays while the page is open. */
export const useExportForm = create<ExportForm>(() => ({
  name: '',
  namespace: 'default',
  context: 'SIDECAR_INBOUND',
  workload: '',
  port: '',
  place: 'before-router',
  anchor: 'envoy.filters.http.cors',
  wasm: {},
}));

/** What is wrong with a field, by its name; empty when the form can be sent. */
export type FormMistakes = Partial<Record<keyof ExportForm, string>>;

const DNS_NAME = /^(?=.{1,253}$)[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const DNS_LABEL = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;
const LABEL =
  /^((?:[a-z0-9.-]{1,253}\/)?[A-Za-z0-9](?:[A-Za-z0-9._-]{0,61}[A-Za-z0-9])?)=([A-Za-z0-9](?:[A-Za-z0-9._-]{0,61}[A-Za-z0-9])?)?$/;

/** A Kubernetes name made from the project's name. */
export function defaultName(projectName: string): string {
  const name = projectName.toLowerCase().replace(/[^a-z0-9]+/g, '-');
  return name.replace(/^-+/, '').slice(0, 63).replace(/-+$/, '') || 'chain';
}

/** Looks at every field that a person types. */
export function findMistakes(form: ExportForm): FormMistakes {
  const mistakes: FormMistakes = {};
  if (form.name !== '' && !DNS_NAME.test(form.name)) mistakes.name = 'Lower-case letters, digits, hyphens and dots.';
  if (!DNS_LABEL.test(form.namespace)) mistakes.namespace = 'Lower-case letters, digits and hyphens.';
  if (labelsOf(form.workload) === null) mistakes.workload = 'Labels look like app=orders, version=v2.';
  if (form.port !== '' && !isPort(form.port)) mistakes.port = 'A number from 1 to 65535.';
  if (needsAnchor(form) && form.anchor.trim() === '') mistakes.anchor = 'The name of a filter in the chain.';
  if (Object.values(form.wasm).some((one) => deliveryMistake(one) !== null)) mistakes.wasm = 'See the module below.';
  return mistakes;
}

/** What is wrong with the delivery of one module; null when nothing is. */
export function deliveryMistake(delivery: WasmDelivery): string | null {
  if (delivery.by === 'remote' && !/^https?:\/\/\S+$/.test(delivery.url))
    return 'An address that begins with http:// or https://.';
  if (delivery.by === 'file' && !/^\/[^\r\n]+$/.test(delivery.path))
    return 'An absolute path in the proxy’s container.';
  return null;
}

/** The options of a form without mistakes. Modules that the chain no longer has are left out. */
export function toOptions(form: ExportForm, projectName: string, modules: readonly string[]): EnvoyFilterOptions {
  return {
    name: form.name || defaultName(projectName),
    namespace: form.namespace,
    context: form.context,
    workload: labelsOf(form.workload) ?? {},
    ...(form.port === '' ? {} : { port: Number(form.port) }),
    place:
      form.place === 'before' || form.place === 'after'
        ? { at: form.place, filter: form.anchor.trim() }
        : { at: form.place },
    wasm: Object.fromEntries(modules.map((name) => [name, deliveryOf(form, name)])),
  };
}

/** How a module is delivered; inline unless chosen otherwise. */
export function deliveryOf(form: ExportForm, source: string): WasmDelivery {
  return (Object.hasOwn(form.wasm, source) ? form.wasm[source] : undefined) ?? { by: 'inline' };
}

/** Whether the place names another filter. */
export function needsAnchor(form: ExportForm): boolean {
  return form.place === 'before' || form.place === 'after';
}

function isPort(text: string): boolean {
  return /^\d{1,5}$/.test(text) && Number(text) >= 1 && Number(text) <= 65535;
}

function labelsOf(text: string): Record<string, string> | null {
  const parts = text
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean);
  const pairs = parts.map((part) => LABEL.exec(part));
  if (pairs.some((pair) => pair === null)) return null;
  return Object.fromEntries(pairs.map((pair) => [pair?.[1] ?? '', pair?.[2] ?? '']));
}
