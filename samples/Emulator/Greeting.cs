using MiniMaxClient.Testing;

namespace MiniMaxClient.Samples.Emulator;

/// <summary>Where the providers are, and what to paste into another terminal.</summary>
internal static class Greeting
{
    public static string CreateText(MiniMaxEmulator emulator)
    {
        const string Json = "-H \"Content-Type: application/json\"";
        const string Hello = "\"model\":\"MiniMax-M2.7\",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]";
        string chat = $"-H \"Authorization: Bearer {emulator.ApiKey}\" {Json} \\\n    {emulator.RunApi}/chat/completions";
        return $$"""
            The providers of MiniMax models, emulated on this machine; nothing leaves it. Give these addresses to any program:

              AIML API     {{emulator.AimlApi}}
              RunAPI       {{emulator.RunApi}}
              ModelsLab    {{emulator.ModelsLab}}
              OpenAI SDKs  {{emulator.OpenAICompatible}}
              Anthropic's  {{emulator.AnthropicCompatible}}
              key          {{emulator.ApiKey}}

            To paste into another terminal:

            # an answer
            curl {{chat}} -d '{{{Hello}}}'

            # a stream
            curl -N {{chat}} -d '{{{Hello}},"stream":true}'

            # the Messages API
            curl -H "x-api-key: {{emulator.ApiKey}}" {{Json}} \
                {{emulator.RunApi}}/messages -d '{"max_tokens":1024,{{Hello}}}'

            # the models of a provider
            curl {{emulator.AimlApi}}/models

            # a fault, once; the next such request is answered
            curl -i -H "{{Fault.HeaderName}}: 429; retry-after=2; times=1" {{chat}} -d '{{{Hello}}}'

            Faults: {{Fault.Usage}}.

            Listening on {{emulator.BaseAddress}}; Ctrl-C ends it.
            """;
    }
}
