using MiniMaxClient.Benchmarks.Bodies;

namespace MiniMaxClient.Benchmarks.Server;

/// <summary>The response that the server sends, encoded in the path of the endpoint.</summary>
/// <param name="Shape">The shape of the chunks.</param>
/// <param name="Chunks">The number of chunks; 0 for a non-streaming response.</param>
/// <param name="Pace">The pace at which the chunks are sent.</param>
internal sealed record Route(Shape Shape, int Chunks, ResponsePace Pace)
{
    /// <summary>A non-streaming response.</summary>
    public static Route Plain { get; } = new(Shape.MiniMax, 0, ResponsePace.Burst);

    /// <summary>The route of a request's path.</summary>
    public static Route Parse(string path)
    {
        string[] parts = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        return new(Enum.Parse<Shape>(parts[0]), int.Parse(parts[1]), Enum.Parse<ResponsePace>(parts[2]));
    }

    /// <summary>Returns the base address for a client.</summary>
    public Uri ToUri(Uri server) => new(server, $"{Shape}/{Chunks}/{Pace}/");

    /// <summary>Creates the response of the server.</summary>
    public PreparedResponse CreateResponse(WireProtocol grammar) =>
        Chunks == 0 ? NonStreamingResponses.Create(grammar) : StreamedResponses.Create(grammar, Shape, Chunks);
}
