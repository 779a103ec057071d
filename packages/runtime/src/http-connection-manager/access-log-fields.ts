/** The fields of every access log entry that a result carries, and how Envoy's format writes them. */
export const ACCESS_LOG_FIELDS: Readonly<Record<string, string>> = {
  response_code: '%RESPONSE_CODE%',
  response_flags: '%RESPONSE_FLAGS%',
  response_code_details: '%RESPONSE_CODE_DETAILS%',
  connection_termination_details: '%CONNECTION_TERMINATION_DETAILS%',
  protocol: '%PROTOCOL%',
  route_name: '%ROUTE_NAME%',
  upstream_cluster: '%UPSTREAM_CLUSTER%',
  upstream_attempts: '%UPSTREAM_REQUEST_ATTEMPT_COUNT%',
  upstream_failure: '%UPSTREAM_TRANSPORT_FAILURE_REASON%',
  bytes_received: '%BYTES_RECEIVED%',
  bytes_sent: '%BYTES_SENT%',
};
