import type { ProjectRequest } from '@chainwright/filters/project/project';
import { type EditRow, EditTable } from '../ui/EditTable.tsx';
import { BodyEditor } from './BodyEditor.tsx';
import { borderText } from './body-text.ts';
import { requestHeaderNote } from './header-notes.ts';
import css from './scenario-editor.module.css';

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'];

type Props = { readonly request: ProjectRequest; readonly onChange: (request: ProjectRequest, field: string) => void };

/** Method, authority, path, headers, body in pieces, trailers. */
export function RequestEditor({ request, onChange }: Props) {
  if (request.raw !== undefined) return <RawRequest request={request} onChange={onChange} />;
  const protocol = request.protocol ?? 'http1';
  const headers = (request.headers ?? []).map(([name, value]): EditRow => [name, borderText(value)]);
  const trailers = (request.trailers ?? []).map(([name, value]): EditRow => [name, borderText(value)]);
  return (
    <>
      <div className={css['line']}>
        <input
          className={`field mono ${css['method']}`}
          aria-label="Method"
          list="methods"
          value={request.method ?? 'GET'}
          onChange={(event) => onChange({ ...request, method: event.target.value.toUpperCase() }, 'method')}
        />
        <datalist id="methods">
          {METHODS.map((method) => (
            <option key={method} value={method} />
          ))}
        </datalist>
        <input
          className={`field mono ${css['authority']}`}
          aria-label="Authority"
          value={request.authority === null ? '' : (request.authority ?? 'example.com')}
          placeholder="no Host"
          onChange={(event) =>
            onChange({ ...request, authority: event.target.value === '' ? null : event.target.value }, 'authority')
          }
        />
        <input
          className={`field mono ${css['path']}`}
          aria-label="Path"
          value={request.path ?? '/'}
          onChange={(event) => onChange({ ...request, path: event.target.value }, 'path')}
        />
      </div>
      <div className="ph">
        <h3>Headers</h3>
        <span className="muted t12">
          {headers.length ? `${headers.length}, in this order` : 'none yet; paste rows or a curl command'}
        </span>
      </div>
      <EditTable
        label="Headers"
        rows={headers}
        hint="Envoy adds x-forwarded-proto, x-request-id"
        note={(row, index) => requestHeaderNote(row, index, headers, protocol)}
        onChange={(rows) => onChange({ ...request, headers: rows.map(([name, value]) => [name, value]) }, 'headers')}
      />
      <BodyEditor
        label="Body"
        body={request.body}
        delay={request.chunk_delay_ms}
        onChange={(body, delay) => onChange(withBody(request, body, delay), 'body')}
      />
      <div className="ph">
        <h3>Trailers</h3>
        <span className="muted t12">
          {protocol === 'http2' ? (
            'sent after the body'
          ) : (
            <>
              HTTP/1 needs <code>enable_trailers</code>; else Envoy drops them
            </>
          )}
        </span>
      </div>
      <EditTable
        label="Trailers"
        rows={trailers}
        onChange={(rows) => onChange({ ...request, trailers: rows.map(([name, value]) => [name, value]) }, 'trailers')}
      />
      <div style={{ height: 24 }} />
    </>
  );
}

/** A request given as the exact bytes on the wire. */
function RawRequest({ request, onChange }: Props) {
  return (
    <div className="pad col" style={{ gap: 8 }}>
      <label className="col" style={{ gap: 6 }}>
        <span className="m">Exact bytes on the wire, HTTP/1</span>
        <textarea
          className="field mono"
          rows={12}
          spellCheck={false}
          value={borderText(request.raw ?? '')}
          onChange={(event) => onChange({ ...request, raw: event.target.value }, 'raw')}
        />
      </label>
      <p className="t12 muted">
        Lines end with CR LF in the project file. What a browser can’t type stays in <code>project.yaml</code>.
      </p>
      <button
        type="button"
        className="btn"
        style={{ alignSelf: 'start' }}
        onClick={() => {
          const { raw: _, ...rest } = request;
          onChange(rest, 'raw');
        }}
      >
        Write it as method, headers and body
      </button>
    </div>
  );
}

function withBody(request: ProjectRequest, body: ProjectRequest['body'], delay: number | undefined): ProjectRequest {
  const { body: _, chunk_delay_ms: __, ...rest } = request;
  return {
    ...rest,
    ...(body === undefined ? {} : { body }),
    ...(delay === undefined ? {} : { chunk_delay_ms: delay }),
  };
}
