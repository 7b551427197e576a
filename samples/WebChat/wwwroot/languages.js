// The languages that highlight.js colors.
//
// A language has modes, and a mode has rules: [kind, pattern, mode that follows]. A line begins in the mode in which the line
// before has ended, so that comments and strings can have several lines. A pattern matches at one position and nothing else,
// and what it has read is colored, or is read again once at most: the time is linear. The kind can be a function of the matched
// text, the line and the end of the match. Unfinished code has its colors too, since no pattern needs the end of a string.

const singleQuoted = ['string', /'(?:[^'\\]|\\.?)*'?/uy];
const doubleQuoted = ['string', /"(?:[^"\\]|\\.?)*"?/uy];
const number = ['number', /(?:0[xob][\da-f_]+|\d[\d_]*(?:\.\d[\d_]*)?(?:e[+-]?\d+)?)\w*/iuy];
const slashes = ['comment', /\/\/.*/uy];
const blockStart = ['comment', /\/\*/uy, 'block'];
const block = untilEnd('comment', /(?:[^*]|\*(?!\/))+/uy, /\*\//uy);

/** The rules of a comment or a string that has begun: its content, and its end. */
function untilEnd(kind, content, end) {
  return [[kind, content], [kind, end, 'main']];
}

/** Words: keywords, names of called functions, and others. */
function words(list, { pattern = /[\p{L}_$@][\p{L}\p{N}_$]*/uy, ignoresCase = false } = {}) {
  const keywords = new Set(list.split(' '));
  const isKeyword = word => keywords.has(ignoresCase ? word.toLowerCase() : word);
  return [(word, line, end) => isKeyword(word) ? 'keyword' : line[end] === '(' ? 'name' : '', pattern];
}

const csharp = {
  main: [
    slashes, blockStart,
    ['string', /\$*"""/uy, 'raw'],
    ['string', /(?:\$@|@\$?)"/uy, 'verbatim'],
    ['string', /\$?"(?:[^"\\]|\\.?)*"?/uy],
    ['string', /'(?:[^'\\]|\\.[^']{0,8})'/uy],
    number,
    words('abstract as async await base bool break byte case catch char checked class const continue decimal default delegate '
      + 'do double else enum event explicit extern false file finally fixed float for foreach get goto if implicit in init int '
      + 'interface internal is lock long namespace new not null object operator out override params partial private protected '
      + 'public readonly record ref required return sbyte sealed set short sizeof static string struct switch this throw true '
      + 'try typeof uint ulong unchecked unsafe ushort using var virtual void volatile when where while with yield'),
  ],
  block,
  raw: untilEnd('string', /(?:[^"]|"(?!""))+/uy, /"""+/uy),
  verbatim: untilEnd('string', /(?:[^"]|"")+/uy, /"/uy),
};

const script = {
  main: [
    slashes, blockStart, singleQuoted, doubleQuoted,
    ['string', /`/uy, 'template'],
    number,
    words('abstract any as async await boolean break case catch class const continue declare default delete do else enum export '
      + 'extends false finally for from function get if implements import in instanceof interface keyof let namespace never new '
      + 'null number of private protected public readonly return satisfies set static string super switch this throw true try '
      + 'type typeof undefined unknown var void while with yield'),
  ],
  block,
  template: untilEnd('string', /(?:[^`\\]|\\.?)+/uy, /`/uy),
};

const python = {
  main: [
    ['comment', /#.*/uy],
    ['string', /[rbfu]{0,2}"""/iuy, 'triple'],
    ['string', /[rbfu]{0,2}'''/iuy, 'tripleSingle'],
    ['string', /[rbfu]{0,2}"(?:[^"\\]|\\.?)*"?/iuy],
    ['string', /[rbfu]{0,2}'(?:[^'\\]|\\.?)*'?/iuy],
    number,
    words('False None True and as assert async await break case class continue def del elif else except finally for from global '
      + 'if import in is lambda match nonlocal not or pass raise return self try while with yield'),
  ],
  triple: untilEnd('string', /(?:[^"\\]|\\.?|"(?!""))+/uy, /"""/uy),
  tripleSingle: untilEnd('string', /(?:[^'\\]|\\.?|'(?!''))+/uy, /'''/uy),
};

const json = {
  main: [
    slashes, blockStart,
    ['name', /"(?:[^"\\]|\\.)*"(?=\s*:)/uy],
    doubleQuoted,
    ['number', /-?\d+(?:\.\d+)?(?:e[+-]?\d+)?/iuy],
    words('false null true'),
  ],
  block,
};

const shell = {
  main: [
    ['comment', /(?<=^|\s)#.*/uy],
    ['string', /"/uy, 'double'],
    ['string', /'/uy, 'single'],
    ['name', /\$(?:\w+|\{[^}]*\}?)/uy],
    ['name', /(?<=\s)--?[\w-]+/uy],
    ['number', /\d+(?![\w.\/-])/uy],
    words('case do done elif else esac export fi for function if in local return then until while', { pattern: /[\w.\/-]+/uy }),
  ],
  double: untilEnd('string', /(?:[^"\\]|\\.?)+/uy, /"/uy),
  single: untilEnd('string', /[^']+/uy, /'/uy),
};

const sql = {
  main: [
    ['comment', /--.*/uy], blockStart,
    ['string', /'(?:[^']|'')*'?/uy],
    ['name', /"[^"]*"?/uy],
    number,
    words('add all alter and as asc begin between by case cast check column commit constraint create cross database default '
      + 'delete desc distinct drop else end exists false foreign from full function group having if in index inner insert into '
      + 'is join key left like limit not null offset on or order outer primary references returning right rollback select set '
      + 'table then transaction true union unique update using values view when where with', { ignoresCase: true }),
  ],
  block,
};

const html = {
  main: [
    ['comment', /<!--/uy, 'comment'],
    ['keyword', /<[!/?]?[\p{L}][\p{L}\p{N}:._-]*/uy, 'tag'],
    ['number', /&#?\w+;/uy],
  ],
  tag: [
    ['string', /"[^"]*"?/uy],
    ['string', /'[^']*'?/uy],
    ['name', /[^\s"'<>\/=]+/uy],
    ['keyword', /\/?>/uy, 'main'],
  ],
  comment: untilEnd('comment', /(?:[^-]|-(?!->))+/uy, /-->/uy),
};

const css = {
  main: [
    blockStart, singleQuoted, doubleQuoted,
    ['keyword', /@[\w-]+|!important/uy],
    ['number', /#[\da-f]{3,8}\b|-?(?:\d+\.?\d*|\.\d+)(?:%|[a-z]+)?/iuy],
    ['name', /[a-z-][\w-]*(?=\s*:)/iuy],
    [(word, line, end) => line[end] === '(' ? 'name' : '', /[.#]?[a-z_-][\w-]*/iuy],
  ],
  block,
};

const languages = new Map(Object.entries({
  csharp, cs: csharp, 'c#': csharp,
  javascript: script, js: script, jsx: script, mjs: script, typescript: script, ts: script, tsx: script,
  python, py: python,
  json, jsonc: json,
  shell, sh: shell, bash: shell, zsh: shell, console: shell,
  sql,
  html, xml: html, svg: html,
  css,
}));

/** Finds a language by its name in a code block; undefined if it is unknown. */
export const findLanguage = name => languages.get(name.toLowerCase());
