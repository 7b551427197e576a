// Calls with npm ai through its OpenAI-compatible or Anthropic provider: openai|anthropic <address> <key> <model>
import { createAnthropic } from '@ai-sdk/anthropic';
import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import { APICallError, generateText, jsonSchema, stepCountIs, streamText, tool } from 'ai';

const [protocol, baseURL, apiKey, id] = process.argv.slice(2);
const connect = (key) => protocol === 'openai'
  ? createOpenAICompatible({ name: 'minimax', baseURL, apiKey: key, includeUsage: true })(id)
  : createAnthropic({ baseURL, authToken: key })(id);

const model = connect(apiKey);
const request = { model, prompt: 'Hello', maxOutputTokens: 1024 };

async function complete() {
  const { text, reasoningText, finishReason, usage } = await generateText(request);
  return { text, reasoning: reasoningText, finishReason, usage };
}

async function stream() {
  const result = streamText(request);
  const deltas = [];
  for await (const delta of result.textStream)
    deltas.push(delta);
  return { text: deltas.join(''), deltas: deltas.length, finishReason: await result.finishReason, usage: await result.usage };
}

async function callTool() {
  const calls = [];
  const weather = tool({
    description: 'Returns the weather',
    inputSchema: jsonSchema({ type: 'object', properties: { city: { enum: ['Oslo', 'Rome'] } }, required: ['city'] }),
    execute: ({ city }) => {
      calls.push(city);
      return 'snow';
    },
  });
  const { text } = await generateText({
    ...request, prompt: 'How is the weather?', tools: { get_weather: weather }, stopWhen: stepCountIs(3),
  });
  return { text, calls };
}

async function fail(options) {
  try {
    await generateText({ ...request, maxRetries: 0, ...options });
    return 'no error';
  } catch (error) {
    return { isApiCallError: APICallError.isInstance(error), status: error.statusCode, isRetryable: error.isRetryable };
  }
}

console.log(JSON.stringify({
  completion: await complete(),
  stream: await stream(),
  tool: await callTool(),
  invalidKey: await fail({ model: connect('wrong') }),
  rateLimit: await fail({ headers: { 'X-Emulate-Fault': '429; retry-after=2' } }),
}));
