import { useQuery } from '@tanstack/react-query';
import { type Capabilities, fetchCapabilities } from './real-envoy-api.ts';

/** What the server can do; asked once. */
export function useCapabilities() {
  return useQuery<Capabilities>({
    queryKey: ['capabilities'],
    queryFn: ({ signal }) => fetchCapabilities(signal),
    staleTime: Number.POSITIVE_INFINITY,
    retry: 1,
  });
}
