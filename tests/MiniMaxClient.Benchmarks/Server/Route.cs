using MiniMaxClient.Benchmarks.Bodies;

namespace MiniMaxClient.Benchmarks.Server;

/// <summary>What is asked of the server, as the path below which a client finds its endpoint.</summary>
/// <param name="Shape">The shape of the chunks.</param>
/// <param name="Chunks">How many there are; 0 for a plain answer.</param>
/// <param name="Pace">How they are sent.</param>
internal sealed record Route(Shape Shape, int Chunks, ResponsePace Pace)
{
    /// <summary>A plain answer.</summary>
    public static Route Plain { get; } = new(Shape.MiniMax, 0, ResponsePace.Burst);

    /// <summary>The route of a request's path.</summary>
    public static Route Parse(string path)
    {
        string[] parts = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        return new(Enum.Parse<Shape>(parts[0]), int.Parse(parts[1]), Enum.Parse<ResponsePace>(parts[2]));
    }

    /// <summary>The address below which a client finds it.</summary>
    public Uri ToUri(Uri server) => new(server, $"{Shape}/{Chunks}/{Pace}/");

    /// <summary>What the server answers.</summary>
    public PreparedResponse CreateResponse(WireProtocol grammar) =>
        Chunks == 0 ? NonStreamingResponses.Create(grammar) : StreamedResponses.Create(grammar, Shape, Chunks);
}
