import { QueryClient } from '@tanstack/react-query';

/** What the page keeps of the server's answers. Nothing is asked again only because the window was left. */
export const queryClient = new QueryClient({
  defaultOptions: { queries: { refetchOnWindowFocus: false, refetchOnReconnect: true, gcTime: 5 * 60_000 } },
});
