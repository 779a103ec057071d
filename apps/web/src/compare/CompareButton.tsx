import { QueryClientProvider } from '@tanstack/react-query';
import { queryClient } from '../app/query-client.ts';
import { show } from '../app/view-store.ts';
import { Icon } from '../ui/Icon.tsx';
import { useCapabilities } from './use-capabilities.ts';

/** The way to the real Envoy; there only when the server has one and may run it. */
export default function CompareButton() {
  return (
    <QueryClientProvider client={queryClient}>
      <Offered />
    </QueryClientProvider>
  );
}

function Offered() {
  const { data } = useCapabilities();
  if (!data?.realEnvoy.available) return null;
  return (
    <button type="button" className="btn" onClick={() => show({ page: 'compare' })}>
      <Icon name="compare" />
      Compare
    </button>
  );
}
