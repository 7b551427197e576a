using MiniMaxClient.Testing;

namespace MiniMaxClient.Samples.Emulator;

/// <summary>Formats the addresses of the providers, and commands for another terminal.</summary>
internal static class Greeting
{
    public static string CreateText(MiniMaxEmulator emulator)
    {
        const string Json = "-H \"Content-Type: application/json\"";
        const string Hello = "\"model\":\"MiniMax-M3\",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]";
        string chat = $"-H \"Authorization: Bearer {emulator.ApiKey}\" {Json} \\\n    {emulator.RunApi}/chat/completions";
        return $$"""
            The providers of MiniMax models are emulated on this machine; no data leaves it. Base addresses:

              MiniMax      {{emulator.MiniMax}}
              AIML API     {{emulator.AimlApi}}
              RunAPI       {{emulator.RunApi}}
              ModelsLab    {{emulator.ModelsLab}}
              OpenAI SDKs  {{emulator.OpenAICompatible}}
              Anthropic    {{emulator.AnthropicCompatible}}
              API key      {{emulator.ApiKey}}

            Commands for another terminal:

            # a chat completion
            curl {{chat}} -d '{{{Hello}}}'

            # a streamed chat completion
            curl -N {{chat}} -d '{{{Hello}},"stream":true}'

            # the Messages API
            curl -H "x-api-key: {{emulator.ApiKey}}" {{Json}} \
                {{emulator.RunApi}}/messages -d '{"max_tokens":1024,{{Hello}}}'

            # the models of a provider
            curl {{emulator.AimlApi}}/models

            # an error, once; the next such request succeeds
            curl -i -H "{{Fault.HeaderName}}: 429; retry-after=2; times=1" {{chat}} -d '{{{Hello}}}'

            Faults: {{Fault.Usage}}.

            Listening on {{emulator.BaseAddress}}; press Ctrl+C to stop.
            """;
    }
}
