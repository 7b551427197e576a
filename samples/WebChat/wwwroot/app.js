// Sends questions, shows what comes, stops.
import { element } from './markdown.js';
import { Turn, add, money } from './turn.js';

const at = id => document.getElementById(id);
const [log, turns, welcome, question, send, provider, latest] =
  ['log', 'turns', 'welcome', 'question', 'send', 'provider', 'latest'].map(at);

let conversation = null;
let running = null;
let spent = 0;
let isPinned = true;
let isPainting = false;

const providers = await (await fetch('api/providers')).json();
for (const { id, name, model } of providers)
  provider.append(new Option(`${name} · ${model}`, id));
provider.addEventListener('change', showSource);
showSource();

function showSource() {
  const { name, isEmulated } = chosen();
  at('faults').hidden = !isEmulated;
  at('source').textContent = isEmulated
    ? `No key for ${name} is set, so the emulator on this machine answers: no network, no bill. What it says it costs is made up.`
    : `${name} answers, and charges your account.`;
}

function chosen() {
  return providers.find(one => one.id === provider.value);
}

async function ask(text) {
  const { id, name } = chosen();
  const turn = new Turn(text, name);
  const aborting = running = new AbortController();
  const askAgain = () => {
    if (running)
      return;
    turn.root.remove();
    ask(text);
  };
  welcome.hidden = true;
  turns.append(turn.root);
  showRunning(true);
  isPinned = true;
  follow();
  try {
    const response = await fetch('api/chat', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ provider: id, text, conversation }),
      signal: aborting.signal,
    });
    if (!response.ok) {
      const problem = await response.json().catch(() => null);
      const advice = problem?.detail ?? `It answered with HTTP ${response.status}.`;
      turn.error({ title: 'The app does not take this question', advice }, askAgain);
      return;
    }
    let last = null;
    for await (const happened of read(response.body)) {
      show(turn, happened, askAgain);
      last = happened.kind;
    }
    if (last !== 'done' && last !== 'error')
      throw new Error('The stream has no end.');
  } catch (e) {
    if (aborting.signal.aborted) {
      turn.stop(askAgain);
      say('Stopped');
    } else {
      turn.error({ title: 'The app cannot be reached', advice: 'See whether it still runs, then try again.' }, askAgain);
    }
  } finally {
    if (running === aborting) {
      running = null;
      showRunning(false);
    }
    follow();
  }
}

function show(turn, happened, askAgain) {
  switch (happened.kind) {
    case 'thinking':
      phase(turn, 'Thinking');
      turn.thinking(happened.text);
      break;
    case 'text':
      phase(turn, 'Answering');
      turn.write(happened.text);
      break;
    case 'toolCall':
      phase(turn, `Running ${happened.name}`);
      turn.toolCall(happened);
      break;
    case 'toolResult':
      phase(turn, 'Waiting');
      turn.toolResult(happened);
      break;
    case 'usage':
      turn.usage = add(turn.usage, happened);
      spent += happened.usd ?? 0;
      at('total').textContent = spent > 0 ? `${money(spent)} in this chat` : '';
      break;
    case 'error':
      turn.error(happened, askAgain);
      break;
    case 'done':
      conversation = happened.conversation;
      turn.end(happened.note);
      say(`Answered: ${turn.text}`);
      break;
  }
  if (!isPainting) {
    isPainting = true;
    requestAnimationFrame(() => {
      isPainting = false;
      turn.paint();
      follow();
    });
  }
}

function phase(turn, word) {
  turn.phase(word);
  say(word);
}

// What a screen reader says: each phase once, and the answer when it is whole.
function say(words) {
  if (at('status').textContent !== words)
    at('status').textContent = words;
}

/** The events of a response, each a line of data. */
async function* read(body) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  for (;;) {
    const { done, value } = await reader.read();
    if (done)
      return;
    const events = (rest + value).split('\n\n');
    rest = events.pop();
    for (const event of events)
      yield JSON.parse(event.slice('data: '.length));
  }
}

function showRunning(isRunning) {
  send.textContent = isRunning ? 'Stop' : 'Send';
  send.classList.toggle('stop', isRunning);
}

function submit() {
  const text = question.value.trim();
  if (running || text === '')
    return;
  question.value = '';
  ask(text);
}

// The page follows what comes until the reader scrolls up.
function follow() {
  if (isPinned)
    log.scrollTop = log.scrollHeight;
  latest.hidden = isPinned;
}

log.addEventListener('scroll', () => {
  isPinned = log.scrollHeight - log.scrollTop - log.clientHeight < 32;
  latest.hidden = isPinned;
});
latest.addEventListener('click', () => {
  isPinned = true;
  follow();
  question.focus();
});

at('composer').addEventListener('submit', e => {
  e.preventDefault();
  if (running)
    running.abort();
  else
    submit();
});
question.addEventListener('keydown', e => {
  if (e.key === 'Enter' && !e.shiftKey && !e.isComposing) {
    e.preventDefault();
    submit();
  }
});
document.addEventListener('keydown', e => {
  if (e.key === 'Escape')
    running?.abort();
});
at('anew').addEventListener('click', () => {
  running?.abort();
  running = null;
  showRunning(false);
  conversation = null;
  spent = 0;
  at('total').textContent = '';
  turns.replaceChildren();
  welcome.hidden = false;
  isPinned = true;
  latest.hidden = true;
  question.focus();
});
for (const button of document.querySelectorAll('[data-ask]')) {
  button.addEventListener('click', () => {
    question.focus();
    ask(button.dataset.ask);
  });
}
