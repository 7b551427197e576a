using System.Text;
using Microsoft.AspNetCore.Http;
using MiniMaxClient.Testing.Cassettes;

namespace MiniMaxClient.Testing;

/// <summary>Represents the replay of a cassette, with the requests that did not match and those that are missing.</summary>
/// <remarks>All members are thread-safe.</remarks>
public sealed class CassetteReplay
{
    private const int MaxShownDifferences = 5;

    private readonly string _path;
    private readonly CassetteReplayOptions _options;
    private readonly CassetteComparison _comparison;
    private readonly IReadOnlyList<CassetteExchange> _exchanges;
    private readonly object _lock = new();
    private readonly List<CassetteExchange> _unused;
    private readonly List<string> _mismatches = [];

    internal CassetteReplay(string path, IReadOnlyList<CassetteExchange> exchanges, CassetteReplayOptions options)
    {
        _path = path;
        _options = options;
        _comparison = new(options.IgnoredPaths);
        _exchanges = exchanges;
        _unused = [.. exchanges];
    }

    /// <summary>Gets the messages of the requests that matched no recorded request, each with the differences.</summary>
    public IReadOnlyList<string> Mismatches
    {
        get
        {
            lock (_lock)
                return [.. _mismatches];
        }
    }

    /// <summary>Gets the number, method and path of the recorded requests that were not sent again.</summary>
    public IReadOnlyList<string> UnusedExchanges
    {
        get
        {
            lock (_lock)
                return [.. _unused.Select(static exchange => exchange.Description)];
        }
    }

    /// <summary>Verifies that every request matched a recorded one and every recorded request was sent again.</summary>
    /// <exception cref="CassetteException">There is a mismatch or an unused exchange; the message has all of them.</exception>
    public void Verify()
    {
        string[] problems =
            [.. Mismatches, .. UnusedExchanges.Select(static exchange => $"The request {exchange} was not sent again.")];
        if (problems.Length > 0)
            throw new CassetteException($"The requests differ from those of {_path}:\n{string.Join('\n', problems)}");
    }

    internal bool HasPathBelow(string root) =>
        _exchanges.Any(exchange => exchange.Path.StartsWith(root + "/", StringComparison.Ordinal));

    /// <summary>Sends the recorded response to a request, or an error with the differences.</summary>
    /// <param name="context">The request and response.</param>
    /// <param name="request">The request.</param>
    /// <param name="target">The path and query.</param>
    /// <param name="cancellationToken">The token to cancel the response.</param>
    internal async Task RespondAsync(
        HttpContext context, RecordedRequest request, string target, CancellationToken cancellationToken)
    {
        SecretCollection secrets = new([]);
        secrets.AddSecrets(
            context.Request.Headers.Select(static header => new CassetteHeader(header.Key, header.Value.ToString())),
            context.Request.QueryString.Value ?? "", request.Body.Span);
        // The key of a query is in no message, and the recorded one equals any.
        target = QueryText.ReplaceValues(
            target, static name => SecretCollection.IsSecretParameter(name) ? ExchangeRedaction.Mark : null);
        (CassetteExchange? exchange, string? mismatch) = DequeueExchange(request, target, secrets);
        request.Status = exchange is null ? StatusCodes.Status400BadRequest : exchange.Status;
        if (exchange is not null)
        {
            await new ReplaySender(context, exchange, _options).SendAsync(cancellationToken).ConfigureAwait(false);
            return;
        }

        // Both protocols have this error, and no client repeats a request after it.
        byte[] body = Json.WriteObject(writer =>
        {
            writer.WriteString("type", "error");
            writer.WriteStartObject("error");
            writer.WriteString("type", "invalid_request_error");
            writer.WriteString("code", "cassette_mismatch");
            writer.WriteString("message", mismatch);
            writer.WriteEndObject();
        });
        context.Response.StatusCode = StatusCodes.Status400BadRequest;
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = body.Length;
        await context.Response.Body.WriteAsync(body, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Removes the first unused exchange that equals a request; otherwise returns the message.</summary>
    private (CassetteExchange? Exchange, string? Mismatch) DequeueExchange(
        RecordedRequest request, string target, SecretCollection secrets)
    {
        lock (_lock)
        {
            (CassetteExchange? nearest, IReadOnlyList<string> differences) = FindNearest(_unused, request, target);
            if (nearest is not null && differences.Count == 0)
            {
                _unused.Remove(nearest);
                return (nearest, null);
            }

            // A body can have the key elsewhere, and a message may quote it.
            string mismatch = ExchangeRedaction.RedactText(
                secrets.Scanner, DescribeMismatch(request, target, nearest, differences));
            _mismatches.Add(mismatch);
            return (null, mismatch);
        }
    }

    private (CassetteExchange? Exchange, IReadOnlyList<string> Differences) FindNearest(
        IEnumerable<CassetteExchange> exchanges, RecordedRequest request, string target)
    {
        CassetteExchange? nearest = null;
        (bool IsSameAddress, IReadOnlyList<string> Differences) least = (false, []);
        foreach (CassetteExchange exchange in exchanges)
        {
            (bool IsSameAddress, IReadOnlyList<string> Differences) found =
                _comparison.FindDifferences(exchange, request, target);
            // A request to another address is nearest only if all are.
            bool isNearer = nearest is null || (found.IsSameAddress == least.IsSameAddress
                ? found.Differences.Count < least.Differences.Count
                : found.IsSameAddress);
            if (isNearer)
                (nearest, least) = (exchange, found);
            if (found.Differences.Count == 0)
                break;
        }

        return (nearest, least.Differences);
    }

    private string DescribeMismatch(
        RecordedRequest request, string target, CassetteExchange? nearest, IReadOnlyList<string> differences)
    {
        StringBuilder message = new($"The request {request.Method} {target} is not in {Path.GetFileName(_path)}. ");
        (CassetteExchange? used, IReadOnlyList<string> usedDifferences) =
            FindNearest(_exchanges.Except(_unused), request, target);
        if (used is not null && usedDifferences.Count == 0)
            message.Append($"It equals {used.Description} (line {used.Line}), which was replayed before. ");
        if (nearest is null)
            return message.Append("All of its exchanges were replayed.").ToString();
        message.Append($"Nearest: {nearest.Description} (line {nearest.Line}): ");
        message.AppendJoin("; ", differences.Take(MaxShownDifferences));
        if (differences.Count > MaxShownDifferences)
            message.Append($"; and {differences.Count - MaxShownDifferences} more");
        return message.Append('.').ToString();
    }
}
