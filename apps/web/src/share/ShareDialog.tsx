import { useEffect, useState } from 'react';
import { closeDialog } from '../app/dialogs.ts';
import { useCopy } from '../export/use-copy.ts';
import { useProject } from '../project/project-store.ts';
import { bytesText } from '../score/quantities.ts';
import { Dialog } from '../ui/Dialog.tsx';
import { Icon } from '../ui/Icon.tsx';
import { makeShareLink } from './open-link.ts';
import { secretsIn } from './secrets.ts';
import css from './share.module.css';

/** A link that carries the whole project; what looks like a secret is named before it leaves. */
export default function ShareDialog() {
  const project = useProject((state) => state.project);
  const [link, setLink] = useState<{ readonly url: string } | { readonly problem: string } | null>(null);
  const [copied, copy] = useCopy();
  const secrets = secretsIn(project);
  useEffect(() => {
    let gone = false;
    makeShareLink(project).then(
      (made) => {
        if (!gone)
          setLink(made.ok ? { url: made.value } : { problem: made.problems[0]?.message ?? 'There is no link.' });
      },
      () => setLink({ problem: 'The part of the page that makes links could not be loaded.' }),
    );
    return () => {
      gone = true;
    };
  }, [project]);
  const url = link && 'url' in link ? link.url : '';
  return (
    <Dialog
      label="Share"
      onClose={closeDialog}
      foot={
        <>
          <span className="t12 muted">
            {url ? `${bytesText(url.length)}; chat programs may cut links above 8 kB` : ''}
          </span>
          <span className="grow" />
          <button type="button" className="btn primary" disabled={!url} onClick={() => copy('link', url)}>
            <Icon name="copy" />
            {copied === 'link' ? 'Copied' : 'Copy the link'}
          </button>
        </>
      }
    >
      <div className={css['body']}>
        <p>
          The link holds the whole project behind its <code>#</code>: chain, code, scenarios. Nothing is sent to a
          server; whoever opens it gets a copy of their own.
        </p>
        {link && 'problem' in link ? (
          <div className="note fail">
            <Icon name="alert" small={false} />
            <p>
              <b className="b">No link. </b>
              {link.problem} Download project.yaml and send the file.
            </p>
          </div>
        ) : (
          <textarea
            className="field mono"
            readOnly
            rows={4}
            aria-label="Link to this project"
            value={url || 'The link is being made …'}
            onFocus={(event) => event.target.select()}
          />
        )}
        {secrets.length > 0 && (
          <div className="note wait">
            <Icon name="warning" small={false} />
            <p>
              <b className="b">Look for secrets first. </b>
              The link shows {secrets.map((secret) => `${secret.header} in “${secret.scenario}”`).join(', ')}.
            </p>
          </div>
        )}
      </div>
    </Dialog>
  );
}
