// Splits a line of code into tokens, each with a kind that the style sheet colors.

/** A longer line is not colored, because a line that grows is read again for each chunk. */
const maxCharacters = 2000;

export const startMode = 'main';

/** Returns the tokens of a line that begins in a mode, and the mode in which the next line begins. */
export function highlight(language, line, mode) {
  if (!language || line.length > maxCharacters)
    return { tokens: line ? [{ kind: '', text: line }] : [], mode };
  const tokens = [];
  for (let start = 0; start < line.length;) {
    const { kind, end, next } = match(language[mode], line, start);
    const last = tokens.at(-1);
    if (last?.kind === kind)
      last.text += line.slice(start, end);
    else
      tokens.push({ kind, text: line.slice(start, end) });
    start = end;
    mode = next ?? mode;
  }
  return { tokens, mode };
}

function match(rules, line, start) {
  for (const [kind, pattern, next] of rules) {
    pattern.lastIndex = start;
    if (!pattern.test(line))
      continue;
    const end = pattern.lastIndex;
    return { kind: typeof kind === 'function' ? kind(line.slice(start, end), line, end) : kind, end, next };
  }
  // No surrogate pair is divided.
  return { kind: '', end: start + String.fromCodePoint(line.codePointAt(start)).length };
}
