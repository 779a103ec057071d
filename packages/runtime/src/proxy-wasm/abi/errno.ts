/** The WASI error numbers that Envoy's functions answer. */
export const ERRNO = {
  success: 0,
  badf: 8,
  nodev: 20,
  fault: 21,
  inval: 28,
  noent: 44,
  nosys: 52,
  notsup: 58,
  notcapable: 76,
} as const;
