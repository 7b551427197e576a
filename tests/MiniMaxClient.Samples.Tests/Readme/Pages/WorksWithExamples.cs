#region usings
using Microsoft.Extensions.AI;
using MiniMaxClient;
using Serilog;
using Serilog.Extensions.Logging;
#endregion
using MiniMaxClient.Testing;
using Serilog.Core;
using Serilog.Events;

namespace ReadmeCode.WorksWithPage;

/// <summary>The page of the packages that work with this one.</summary>
internal sealed class WorksWithExamples(MiniMaxEmulator emulator, CancellationToken cancellationToken)
    : PageExamples(emulator, cancellationToken)
{
    public async Task Doors()
    {
        var sink = new Sink();
        ILogger logger = new LoggerConfiguration().MinimumLevel.Debug().WriteTo.Sink(sink).CreateLogger();

        #region doors
        var options = new ChatCompletionsClientOptions { LoggerFactory = new SerilogLoggerFactory(logger) };
        using var client = new ChatCompletionsClient(new AimlApiAdapter(apiKey, new() { BaseAddress = emulator.AimlApi }), options);
        IChatClient chat = client.AsIChatClient(MiniMaxModels.M3_1_Flash).AsBuilder().UseFunctionInvocation().Build();
        #endregion
        await chat.GetResponseAsync("Hello", cancellationToken: cancellationToken);
        Assert.Equal("\"aimlapi\"", $"{Assert.Single(sink.Events).Properties["Provider"]}");
    }

    private sealed class Sink : ILogEventSink
    {
        public List<LogEvent> Events { get; } = [];

        public void Emit(LogEvent logEvent) => Events.Add(logEvent);
    }
}
