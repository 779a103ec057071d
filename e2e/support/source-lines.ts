/** The number of the line on which a piece of text begins, from 1. Throws when the text does not have it. */
export function lineOf(text: string, piece: string): number {
  const at = text.indexOf(piece);
  if (at < 0) throw new Error(`the text does not hold: ${piece}`);
  return text.slice(0, at).split('\n').length;
}
