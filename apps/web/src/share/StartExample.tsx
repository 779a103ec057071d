import { useEffect } from 'react';
import { closeDialog } from '../app/dialogs.ts';
import { openExample } from '../app/start.ts';
import { show } from '../app/view-store.ts';
import { forgetSaved } from '../project/saved-run.ts';
import { toast } from '../ui/toast.ts';

/** Opens the example; what was open stays in this browser. */
export default function StartExample() {
  useEffect(() => {
    closeDialog();
    openExample().then(
      () => {
        forgetSaved();
        show({ page: 'workbench', scenario: null, request: 0, step: null, filter: null, file: null });
        toast('The example is open. Your project is still kept in this browser: Project, Open.');
      },
      () => toast('The example could not be fetched.', null, 'fail'),
    );
  }, []);
  return null;
}
