using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using MiniMaxClient.Diagnostics;

namespace MiniMaxClient.ExtensionsAI;

/// <summary>Rejects or omits contents and tools that cannot be sent.</summary>
internal sealed class UnsupportedContentPolicy(UnsupportedContentHandling handling, ILogger logger)
{
    private const string DropOptionHint =
        $"{nameof(ChatCompletionsClientOptions)}.{nameof(ChatCompletionsClientOptions.UnsupportedContents)} = "
        + nameof(UnsupportedContentHandling.Drop);

    /// <summary>Rejects everything.</summary>
    public static UnsupportedContentPolicy RejectAll { get; } = new(UnsupportedContentHandling.Throw, NullLogger.Instance);

    /// <summary>Omits an unsupported content with a warning, or rejects it.</summary>
    /// <param name="content">The content's type.</param>
    /// <param name="messageKind">The kind of message.</param>
    /// <exception cref="NotSupportedException">Unsupported contents are rejected.</exception>
    public void OmitOrThrow(string content, string messageKind = "message")
    {
        if (handling == UnsupportedContentHandling.Throw)
        {
            throw new NotSupportedException(
                $"{content} cannot be sent in a {messageKind}. Text, images, videos and PDF files are supported; send any "
                + $"other part as a {nameof(ContentPart)} in the content's {nameof(AIContent.RawRepresentation)}, or set "
                + $"{DropOptionHint}.");
        }

        Log.ContentOmitted(logger, content, messageKind);
    }

    /// <summary>Omits an unsupported tool with a warning, or rejects it.</summary>
    /// <exception cref="NotSupportedException">Unsupported tools are rejected.</exception>
    public void OmitOrThrow(AITool tool)
    {
        string type = tool.GetType().Name;
        if (handling == UnsupportedContentHandling.Throw)
        {
            throw new NotSupportedException(
                $"The tool '{tool.Name}' is a {type}; only functions (AIFunctionDeclaration) are supported; "
                + $"set {DropOptionHint} to omit it.");
        }

        Log.HostedToolOmitted(logger, tool.Name, type);
    }
}
