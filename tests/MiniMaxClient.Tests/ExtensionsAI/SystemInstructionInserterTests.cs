using Microsoft.Extensions.AI;
using MiniMaxClient.Testing;
using MiniMaxClient.Tests.Client;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.ExtensionsAI;

/// <summary>The instructions of the options are sent in the single system message that the M2 models support.</summary>
public sealed class SystemInstructionInserterTests
{
    [Fact]
    public async Task Instructions_WithASystemMessage_AreMergedWithIt()
    {
        CancellationToken token = TestTimeouts.Token;
        await using MiniMaxEmulator emulator = await MiniMaxEmulator.StartAsync(cancellationToken: token);
        using ChatCompletionsClient client = emulator.CreateClient();
        using IChatClient chat = client.AsIChatClient(MiniMaxModels.M2_1);

        await chat.GetResponseAsync(
            [new(Microsoft.Extensions.AI.ChatRole.System, "Be kind."), new(Microsoft.Extensions.AI.ChatRole.User, "Hi")],
            new() { Instructions = "Be terse." },
            token);

        Json.AssertEqual(
            """[{"role":"system","content":"Be terse.\n\nBe kind."},{"role":"user","content":"Hi"}]""",
            emulator.Requests[0].Json.GetProperty("messages").GetRawText());
    }
}
