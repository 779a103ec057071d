import type { SendRequest } from './client-answer.ts';
import { sendHttp1 } from './http1-client.ts';
import { sendHttp2 } from './http2-client.ts';

/** Sends a request by its protocol and resolves with what came back. Never rejects. */
export const sendRequest: SendRequest = (request, options) =>
  request.protocol === 'http2' ? sendHttp2(request, options) : sendHttp1(request, options);
