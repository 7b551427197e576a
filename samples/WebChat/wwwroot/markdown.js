// Renders a subset of Markdown as DOM text: fenced code, lists, headings, paragraphs, bold and inline code.
import { CodeBlock } from './codeblock.js';
import { element } from './dom.js';

const fence = /^```\s*(\S*)/;
const item = /^\s*(?:[-*+]|(\d+)[.)])\s+(.*)$/;
const heading = /^#{1,6}\s+(.*)$/;

/** Updates a container to show the text; unchanged blocks keep their elements, and so does code that grows. */
export function render(container, text, isComplete) {
  const blocks = split(isComplete ? text : completePartial(text));
  blocks.forEach((block, i) => {
    const old = container.children[i];
    const source = JSON.stringify(block);
    if (old?.source === source)
      return;
    const isSameCode = block.kind === 'code' && old?.codeBlock && old.language === block.language;
    const made = isSameCode ? old : build(block);
    made.codeBlock?.update(block.lines);
    made.source = source;
    if (!old)
      container.append(made);
    else if (!isSameCode)
      old.replaceWith(made);
  });
  while (container.children.length > blocks.length)
    container.lastChild.remove();
}

/** Removes or closes the unfinished marks of a partial text, so that the display does not flicker. */
function completePartial(text) {
  const isInCode = (text.match(/^```/gm) ?? []).length % 2 === 1;
  if (isInCode)
    return text.replace(/(?:^|\n)```[^\n]*$|\n`{1,2}$/, '');
  text = text.replace(/(^|\n)[ \t]*(?:[-*+]|\d+[.)]?)$/, '$1').replace(/[*`]+$/, '');
  const last = text.slice(text.lastIndexOf('\n') + 1);
  for (const mark of ['`', '**']) {
    if (last.split(mark).length % 2 === 0)
      text += mark;
  }
  return text;
}

function split(text) {
  const blocks = [];
  let open = null;
  for (const line of text.split('\n')) {
    if (open?.kind === 'code') {
      if (/^```\s*$/.test(line))
        open = null;
      else
        open.lines.push(line);
      continue;
    }
    let match;
    if ((match = fence.exec(line)))
      blocks.push(open = { kind: 'code', language: match[1], lines: [] });
    else if (line.trim() === '')
      open = open?.kind === 'list' ? open : null;
    else if ((match = heading.exec(line))) {
      blocks.push({ kind: 'heading', lines: [match[1]] });
      open = null;
    } else if ((match = item.exec(line))) {
      const start = match[1] === undefined ? null : Number(match[1]);
      if (open?.kind !== 'list' || (open.start === null) !== (start === null))
        blocks.push(open = { kind: 'list', start, lines: [] });
      open.lines.push(match[2]);
    } else if (open?.kind === 'list' && /^\s/.test(line))
      open.lines[open.lines.length - 1] += ' ' + line.trim();
    else if (open?.kind === 'paragraph')
      open.lines.push(line);
    else
      blocks.push(open = { kind: 'paragraph', lines: [line] });
  }
  return blocks;
}

function build(block) {
  if (block.kind === 'code') {
    const codeBlock = new CodeBlock(block.language);
    return Object.assign(codeBlock.root, { codeBlock, language: block.language });
  }
  if (block.kind === 'list') {
    const list = document.createElement(block.start === null ? 'ul' : 'ol');
    if (block.start !== null)
      list.start = block.start;
    list.append(...block.lines.map(line => inline('li', line)));
    return list;
  }
  return inline(block.kind === 'heading' ? 'h3' : 'p', block.lines.join('\n'));
}

function inline(name, text) {
  const parent = document.createElement(name);
  for (const part of text.split(/(`[^`\n]+`|\*\*[^*\n]+\*\*)/)) {
    if (part.length > 2 && part.startsWith('`') && part.endsWith('`'))
      parent.append(element('code', part.slice(1, -1)));
    else if (part.length > 4 && part.startsWith('**') && part.endsWith('**'))
      parent.append(element('strong', part.slice(2, -2)));
    else
      parent.append(part);
  }
  return parent;
}
