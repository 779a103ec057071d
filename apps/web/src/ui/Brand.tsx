/** The mark: three links, one of the request, one of the response, one of yours. */
export function Brand() {
  return (
    <svg viewBox="0 0 24 24" width="22" height="22" aria-hidden="true" fill="none" strokeWidth="2.4">
      <rect x="2.2" y="2.6" width="7.6" height="14" rx="3.8" transform="rotate(-24 6 9.6)" stroke="var(--req)" />
      <rect x="14.2" y="2.6" width="7.6" height="14" rx="3.8" transform="rotate(24 18 9.6)" stroke="var(--res)" />
      <rect x="8.3" y="14.2" width="7.4" height="7.4" rx="3.7" stroke="var(--you)" />
    </svg>
  );
}
