// One question and its answer on the page.
import { element, render } from './markdown.js';

const tailCharacters = 140;

export class Turn {
  /** What the answers took together; a part that one provider does not tell is null. */
  usage = null;
  text = '';
  #answer = element('div', '', 'answer');
  #meta = element('p', '', 'meta');
  #tools = new Map();
  #part = null;
  #began = performance.now();

  constructor(question, providerName) {
    this.question = question;
    this.providerName = providerName;
    this.root = element('article', '', 'turn');
    this.root.setAttribute('aria-label', question.slice(0, 80));
    this.root.append(element('p', question, 'mine'), this.#answer);
    this.#answer.setAttribute('aria-busy', 'true');
    this.#answer.append(this.#meta);
    this.phase('Waiting');
  }

  /** The word for what goes on; its place stays when the answer has ended, so that nothing moves. */
  phase(word) {
    this.#meta.textContent = `${this.providerName} · ${word}…`;
  }

  thinking(piece) {
    if (this.#part?.kind !== 'thinking') {
      this.#close();
      const details = element('details', '', 'thinking');
      const summary = document.createElement('summary');
      const label = element('span', 'Thinking', 'label');
      const tail = element('span', '', 'tail short');
      const thought = element('div', '', 'thought');
      tail.setAttribute('aria-hidden', 'true');
      tail.append(document.createElement('span'));
      summary.append(label, tail);
      details.append(summary, thought);
      this.#open({ kind: 'thinking', text: '', label, tail, thought, began: performance.now() }, details);
    }
    this.#part.text += piece;
  }

  write(piece) {
    if (this.#part?.kind !== 'text') {
      if (piece.trim() === '')
        return;
      this.#close();
      const box = element('div', '', 'text');
      this.#open({ kind: 'text', text: '', box }, box);
    }
    this.#part.text += piece;
    this.text += piece;
  }

  toolCall({ id, name, arguments: given }) {
    this.#close();
    const details = element('details', '', 'tool');
    const summary = document.createElement('summary');
    const outcome = element('span', 'running', 'outcome');
    summary.append(element('span', name, 'name'), element('span', given, 'arguments'), outcome);
    details.append(summary);
    this.#tools.set(id, { details, outcome });
    this.#meta.before(details);
  }

  toolResult({ id, succeeded, result, milliseconds }) {
    const { details, outcome } = this.#tools.get(id);
    details.classList.toggle('failed', !succeeded);
    outcome.textContent = succeeded ? `${milliseconds < 10 ? milliseconds.toFixed(1) : Math.round(milliseconds)} ms` : 'failed';
    const body = element('div', '', 'result');
    const pre = document.createElement('pre');
    pre.tabIndex = 0;
    pre.append(element('code', pretty(result)));
    body.append(element('h3', 'Result'), pre);
    details.append(body);
  }

  /** Sets what has come since the last time; called once for each frame. */
  paint(isWhole = false) {
    const part = this.#part;
    if (part?.kind === 'thinking') {
      part.thought.textContent = part.text;
      const line = part.text.replace(/\s+/g, ' ').trimStart();
      part.tail.firstChild.textContent = line.slice(-tailCharacters);
      part.tail.classList.toggle('short', part.tail.scrollWidth <= part.tail.clientWidth);
    } else if (part?.kind === 'text') {
      render(part.box, part.text.trim(), isWhole);
    }
  }

  end(note) {
    this.#close();
    if (note)
      this.#meta.before(element('p', note, 'note'));
    this.#meta.textContent = [this.providerName, ...this.#figures()].join(' · ');
    this.#answer.setAttribute('aria-busy', 'false');
  }

  stop(askAgain) {
    const note = element('div', 'Stopped. This question is not part of the conversation.', 'note');
    note.append(document.createElement('br'), again('Ask again', askAgain));
    this.#fail(note);
  }

  error({ title, advice, retryAfterSeconds, detail }, askAgain) {
    const box = element('div', '', 'error');
    box.setAttribute('role', 'alert');
    box.append(element('strong', title), element('span', advice));
    if (retryAfterSeconds != null)
      box.append(element('span', `${this.providerName} asks you to wait ${wait(retryAfterSeconds)}.`));
    if (detail)
      box.append(element('span', detail, 'detail'));
    box.append(again('Try again', askAgain));
    this.#fail(box);
  }

  #fail(box) {
    this.#close();
    for (const { outcome } of this.#tools.values())
      if (outcome.textContent === 'running')
        outcome.textContent = 'stopped';
    this.#meta.before(box);
    this.end();
  }

  #open(part, box) {
    this.#part = part;
    this.#meta.before(box);
  }

  #close() {
    this.paint(true);
    if (this.#part?.kind === 'thinking') {
      const { label, tail, began } = this.#part;
      const took = performance.now() - began;
      label.textContent = took < 950 ? 'Thought for a moment' : `Thought for ${seconds(took)}`;
      tail.remove();
    }
    this.#part = null;
  }

  #figures() {
    const figures = [];
    if (this.usage) {
      const { promptTokens: read, completionTokens: wrote, reasoningTokens: thought, usd, costSource } = this.usage;
      figures.push(read == null || wrote == null
        ? 'tokens not told'
        : `${read} tokens in, ${wrote} out${thought ? ` (${thought} thinking)` : ''}`);
      figures.push(usd == null ? 'cost not told' : `${money(usd)} ${costSource}`);
    }
    figures.push(seconds(performance.now() - this.#began));
    return figures;
  }
}

/** Adds what two answers took; what one of them does not tell is not known of both. */
export function add(left, right) {
  if (!left)
    return right;
  const sum = (a, b) => a == null || b == null ? null : a + b;
  return {
    promptTokens: sum(left.promptTokens, right.promptTokens),
    completionTokens: sum(left.completionTokens, right.completionTokens),
    reasoningTokens: sum(left.reasoningTokens, right.reasoningTokens),
    usd: sum(left.usd, right.usd),
    costSource: left.costSource === 'reported' ? right.costSource : left.costSource,
  };
}

export const money = usd => `$${usd.toFixed(6).replace(/(\.\d\d\d*?)0+$/, '$1')}`;

const seconds = milliseconds => `${(milliseconds / 1000).toFixed(1)} s`;

const wait = seconds => seconds < 90 ? `${Math.ceil(seconds)} seconds` : `${Math.ceil(seconds / 60)} minutes`;

function again(label, ask) {
  const button = element('button', label, 'again');
  button.type = 'button';
  button.addEventListener('click', ask);
  return button;
}

function pretty(json) {
  try {
    return JSON.stringify(JSON.parse(json), null, 2);
  } catch {
    return json;
  }
}
