import { type BorderText, textToBytes } from '@chainwright/runtime/http/byte-string';
import type { BorderHeaders, ResponseResult, UpstreamResult } from '@chainwright/runtime/trace/scenario-result';
import { useState } from 'react';
import type { ScenarioRun } from '../run/run-store.ts';
import { borderText } from '../scenarios/body-text.ts';
import { bytesText } from '../score/quantities.ts';
import { Segmented } from '../ui/Segmented.tsx';
import { pretty } from './body-diff.ts';
import css from './inspector.module.css';

type Part = 'client' | 'upstream' | 'callouts' | 'log';

/** What the client got, what the upstream and the callout clusters saw, and the access log. */
export default function ResponseTab({ run, request }: { readonly run: ScenarioRun; readonly request: number }) {
  const [part, setPart] = useState<Part>('client');
  const { result } = run;
  const response = result.responses.find((one) => one.request === request);
  return (
    <div>
      <div className={`ph line ${css['parts']} ${css['first']}`}>
        <Segmented
          small
          label="Whose view"
          value={part}
          onChange={setPart}
          options={[
            { value: 'client', words: 'Client got' },
            {
              value: 'upstream',
              words: (
                <>
                  Upstream saw <span className="n">{result.upstreams.length}</span>
                </>
              ),
            },
            {
              value: 'callouts',
              words: (
                <>
                  Callouts <span className="n">{result.callouts.length}</span>
                </>
              ),
            },
            { value: 'log', words: 'Access log' },
          ]}
        />
      </div>
      {part === 'client' &&
        (response ? (
          <Answer response={response} />
        ) : (
          <p className="pad muted">{result.reason ?? 'The client got nothing.'}</p>
        ))}
      {part === 'upstream' && <Exchanges list={result.upstreams} none="Nothing reached an upstream." />}
      {part === 'callouts' && <Exchanges list={result.callouts} none="No filter called a cluster." />}
      {part === 'log' && <AccessLog lines={result.access_log} />}
    </div>
  );
}

function Answer({ response }: { readonly response: ResponseResult }) {
  const facts = [
    response.response_code_details && `details ${response.response_code_details}`,
    response.response_flags && response.response_flags !== '-' && `flags ${response.response_flags}`,
    response.reset && `ended: ${response.reset}`,
    response.chunks.length > 1 && `${response.chunks.length} pieces`,
  ];
  return (
    <>
      <Headers caption="Response headers" headers={withStatus(response)} />
      <Body body={response.body} />
      {response.trailers.length > 0 && <Headers caption="Response trailers" headers={response.trailers} />}
      <p className="pad t12 muted">{facts.filter(Boolean).join(' · ')}</p>
    </>
  );
}

function withStatus(response: ResponseResult): BorderHeaders {
  if (response.status === null || response.headers.some(([name]) => name === ':status')) return response.headers;
  return [[':status', String(response.status)], ...response.headers];
}

function Exchanges({ list, none }: { readonly list: readonly UpstreamResult[]; readonly none: string }) {
  if (list.length === 0) return <p className="pad muted">{none}</p>;
  return list.map((one, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: requests are their order
    <section key={index} aria-label={`Request ${index + 1} to ${one.cluster}`}>
      <h3 className={css['exchange']}>
        {one.cluster}
        <code className="ink2">
          {one.method} {one.path}
        </code>
        {!one.complete && <span className="chip wait">not complete</span>}
      </h3>
      <Headers caption={`Headers that ${one.cluster} got`} headers={one.headers} />
      <Body body={one.body} />
      {one.trailers.length > 0 && <Headers caption="Trailers" headers={one.trailers} />}
    </section>
  ));
}

function Headers({ caption, headers }: { readonly caption: string; readonly headers: BorderHeaders }) {
  return (
    <table className={`mt ${css['headers']}`}>
      <caption className="sr">{caption}</caption>
      <tbody>
        {headers.map(([name, value], index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: names repeat, order is the identity
          <tr key={index}>
            <td className={css['name']}>{name}</td>
            <td className="wrapv">{borderText(value)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Body({ body }: { readonly body: BorderText }) {
  const text = borderText(body);
  if (text === '') return <p className="pad t12 muted">No body.</p>;
  return (
    <>
      <p className={css['sizes']}>
        Body, {bytesText(typeof body === 'string' ? textToBytes(body).length : text.length)}
      </p>
      <pre className={css['body']}>{pretty(text).slice(0, 65_536)}</pre>
    </>
  );
}

function AccessLog({ lines }: { readonly lines: ScenarioRun['result']['access_log'] }) {
  if (lines.length === 0) return <p className="pad muted">No access log line was written.</p>;
  return lines.map((line, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: lines are their order
    <table key={index} className={`mt ${css['headers']}`}>
      <caption className="sr">Access log of request {index + 1}</caption>
      <tbody>
        {Object.entries(line).map(([name, value]) => (
          <tr key={name}>
            <td className={css['name']}>{name}</td>
            <td className="wrapv">{value === null ? '-' : String(value)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  ));
}
