using System.Text;
using MiniMaxClient.Protocols;
using MiniMaxClient.Providers;

namespace MiniMaxClient.Tests.Protocols;

/// <summary>Reads the body of a non-streaming response as an adapter does.</summary>
internal static class CompletionBody
{
    /// <exception cref="MiniMaxException">The body is an error, or not a completion.</exception>
    public static ChatCompletion Read(string body, ChatProtocol? protocol = null, int maxDepth = 64) =>
        (protocol ?? ChatProtocol.OpenAI).ReadCompletion(
            Encoding.UTF8.GetBytes(body), new ResponseContext("aimlapi", null, 200) { MaxDepth = maxDepth });

    /// <summary>Formats the function calls of a message as lines of id, name and arguments.</summary>
    public static IEnumerable<string> FormatToolCalls(ChatCompletion completion) =>
        (completion.Message.ToolCalls ?? []).Cast<FunctionToolCall>()
            .Select(static call => $"{call.Id} {call.Function.Name} {call.Function.Arguments}");
}
