using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using MiniMaxClient.Diagnostics;

namespace MiniMaxClient.ExtensionsAI;

/// <summary>Rejects or omits contents and tools that no request has a form for.</summary>
internal sealed class UnsupportedContent(UnsupportedContentHandling handling, ILogger logger)
{
    private const string Option =
        $"{nameof(ChatCompletionsClientOptions)}.{nameof(ChatCompletionsClientOptions.UnsupportedContents)} = "
        + nameof(UnsupportedContentHandling.Drop);

    /// <summary>Rejects everything.</summary>
    public static UnsupportedContent Rejected { get; } = new(UnsupportedContentHandling.Throw, NullLogger.Instance);

    /// <summary>Omits a content.</summary>
    /// <param name="content">The content's type.</param>
    /// <param name="message">The kind of message.</param>
    /// <exception cref="NotSupportedException">Contents are not omitted.</exception>
    public void Omit(string content, string message = "message")
    {
        if (handling == UnsupportedContentHandling.Throw)
        {
            throw new NotSupportedException(
                $"{content} cannot be sent in a {message}. Text, images and PDF files are supported; send any other part as a "
                + $"{nameof(ContentPart)} in the content's {nameof(AIContent.RawRepresentation)}, or set {Option} to omit it.");
        }

        Log.ContentOmitted(logger, content, message);
    }

    /// <summary>Omits a tool.</summary>
    /// <exception cref="NotSupportedException">Tools are not omitted.</exception>
    public void Omit(AITool tool)
    {
        string type = tool.GetType().Name;
        if (handling == UnsupportedContentHandling.Throw)
        {
            throw new NotSupportedException(
                $"The tool '{tool.Name}' is a {type}; only functions (AIFunctionDeclaration) are supported; "
                + $"set {Option} to omit it.");
        }

        Log.HostedToolOmitted(logger, tool.Name, type);
    }
}
