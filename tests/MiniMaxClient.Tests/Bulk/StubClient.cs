using System.Globalization;

namespace MiniMaxClient.Tests.Bulk;

/// <summary>A client with responses of the test, which counts the concurrent calls.</summary>
internal sealed class StubClient(Func<int, CancellationToken, Task<ChatCompletion>> respond) : IChatCompletionsClient
{
    private readonly object _lock = new();
    private readonly List<int> _requested = [];
    private TaskCompletionSource? _idle;
    private int _running;

    /// <summary>Initializes a client that immediately responds with the number of the request.</summary>
    public StubClient()
        : this(static (number, _) => Task.FromResult(CreateCompletion(number)))
    {
    }

    public int Running
    {
        get
        {
            lock (_lock)
                return _running;
        }
    }

    /// <summary>Waits until no call is running.</summary>
    public Task WhenIdleAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            _idle = new(TaskCreationOptions.RunContinuationsAsynchronously);
            if (_running == 0)
                _idle.SetResult();
            return _idle.Task.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Gets the largest number of concurrent calls so far.</summary>
    public int MaxRunning { get; private set; }

    /// <summary>Gets the numbers of the requests that were sent, in order.</summary>
    public IReadOnlyList<int> RequestedNumbers
    {
        get
        {
            lock (_lock)
                return [.. _requested];
        }
    }

    /// <summary>Creates a request with a number as its text.</summary>
    public static ChatCompletionRequest CreateRequest(int number) =>
        new() { Model = MiniMaxModels.M2, Messages = [ChatMessage.User($"{number}")] };

    public static IEnumerable<ChatCompletionRequest> CreateRequests(int count) =>
        Enumerable.Range(0, count).Select(CreateRequest);

    public static ChatCompletion CreateCompletion(int number) => new()
    {
        Choices = [new() { Message = ChatMessage.Assistant($"{number}") }],
        Usage = new() { PromptTokens = 2, CompletionTokens = 3 },
    };

    public async Task<ChatCompletion> CompleteAsync(ChatCompletionRequest request, CancellationToken cancellationToken = default)
    {
        int number = int.Parse(((UserMessage)request.Messages[0]).Content.Text, CultureInfo.InvariantCulture);
        lock (_lock)
        {
            _requested.Add(number);
            MaxRunning = Math.Max(MaxRunning, ++_running);
        }

        try
        {
            return await respond(number, cancellationToken);
        }
        finally
        {
            lock (_lock)
            {
                if (--_running == 0)
                    _idle?.TrySetResult();
            }
        }
    }

    public IAsyncEnumerable<ChatCompletionChunk> StreamAsync(
        ChatCompletionRequest request, CancellationToken cancellationToken = default) =>
        throw new InvalidOperationException("The stub does not stream.");
}
