import { type CorpusCase, readIfThere } from './corpus-files.ts';
import { parseRecording, type RecordedScenario, type Recording } from './recording.ts';

const kept = new Map<string, Recording | null>();

/** The recorded answer of a case on one version of Envoy; null when there is none. Files are read once. */
export function recordedAnswer(one: CorpusCase, version: string): RecordedScenario | null {
  let recording = kept.get(one.recordingPath);
  if (recording === undefined) {
    const text = readIfThere(one.recordingPath);
    recording = text === null ? null : parseRecording(text);
    kept.set(one.recordingPath, recording);
  }
  return recording?.[version]?.[one.scenario] ?? null;
}
