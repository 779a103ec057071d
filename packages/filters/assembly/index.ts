// Chainwright's SDK for Envoy filters in AssemblyScript. Everything a filter imports is here:
//
//   import { Action, Stream, register } from "chainwright";
//
//   class Hello extends Stream {
//     onRequestHeaders(end: bool): Action {
//       this.request.headers.add("x-hello", "from AssemblyScript");
//       return Action.Continue;
//     }
//   }
//   register<Hello>();
export { Action, LogLevel, Status } from "./abi";
export { Body } from "./body";
export { now } from "./clock";
export { Context } from "./context";
export { callForeign, callStatusText, clearRouteCache } from "./foreign";
export { HeaderMap, Headers } from "./headers";
export { Json } from "./json";
export { log } from "./log";
export { lastStatus } from "./memory";
export { HttpCallResponse, Message } from "./message";
export { Counter, Gauge, Histogram } from "./metric";
export { Plugin } from "./plugin";
export { property } from "./property";
export { Queue } from "./queue";
export { register, registerPlugin } from "./registry";
export { shared } from "./shared";
export { Stream } from "./stream";
