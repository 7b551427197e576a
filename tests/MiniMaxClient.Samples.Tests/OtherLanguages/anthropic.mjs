// Calls of the Messages API with npm @anthropic-ai/sdk, which reads ANTHROPIC_BASE_URL and ANTHROPIC_AUTH_TOKEN: <model>
import Anthropic from '@anthropic-ai/sdk';

const [model] = process.argv.slice(2);
const client = new Anthropic({ maxRetries: 0 });
const request = { model, max_tokens: 1024, messages: [{ role: 'user', content: 'Hello' }] };

const summarize = (message) => ({
  blocks: message.content.map((block) => block.type),
  text: message.content.filter((block) => block.type === 'text').map((block) => block.text).join(''),
  stopReason: message.stop_reason,
  usage: message.usage,
});

async function stream() {
  const events = client.messages.stream(request);
  let deltas = 0;
  events.on('text', () => { deltas++; });
  return { ...summarize(await events.finalMessage()), deltas };
}

async function callTool() {
  const tools = [{
    name: 'get_weather',
    description: 'Returns the weather',
    input_schema: { type: 'object', properties: { city: { enum: ['Oslo', 'Rome'] } }, required: ['city'] },
  }];
  const question = { role: 'user', content: 'How is the weather?' };
  const first = await client.messages.stream({ ...request, tools, messages: [question] }).finalMessage();
  const call = first.content.find((block) => block.type === 'tool_use');
  const result = { role: 'user', content: [{ type: 'tool_result', tool_use_id: call.id, content: 'snow' }] };
  const last = await client.messages.create({
    ...request, tools, messages: [question, { role: 'assistant', content: first.content }, result],
  });
  return { stopReason: first.stop_reason, name: call.name, input: call.input, text: summarize(last).text };
}

async function fail(call) {
  try {
    await call();
    return 'no error';
  } catch (error) {
    return { type: error.constructor.name, status: error.status, errorType: error.error?.error?.type };
  }
}

const limited = { headers: { 'X-Emulate-Fault': '429; retry-after=2' } };
const wrongKey = new Anthropic({ authToken: 'wrong', maxRetries: 0 });
console.log(JSON.stringify({
  completion: summarize(await client.messages.create(request)),
  stream: await stream(),
  tool: await callTool(),
  tokens: (await client.messages.countTokens({ model, messages: request.messages })).input_tokens,
  invalidKey: await fail(() => wrongKey.messages.create(request)),
  rateLimit: await fail(() => client.messages.create(request, limited)),
}));
