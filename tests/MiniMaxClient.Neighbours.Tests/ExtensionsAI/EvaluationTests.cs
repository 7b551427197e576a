using Microsoft.Extensions.AI.Evaluation;

namespace MiniMaxClient.Neighbours.Tests.ExtensionsAI;

/// <summary>Evaluators of Microsoft.Extensions.AI.Evaluation with the client as their judge.</summary>
public sealed class EvaluationTests
{
    private const string Verdict = """{"score":4,"reason":"Correct but short."}""";

    public static TheoryData<string> Providers { get; } = [.. Adapters.AllNames];

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task Evaluator_WithTheClientAsJudge_ReadsItsStructuredVerdict(string provider)
    {
        await using EmulatedChat emulated = await EmulatedChat.StartAsync(
            provider, MiniMaxModels.M2, responder: static request => StructuredReply.Create(request, Verdict));
        IEvaluator evaluator = new CompositeEvaluator(new Correctness(), new Length());

        EvaluationResult result = await evaluator.EvaluateAsync(
            EmulatedChat.CreateUserMessage("What color is the sky?"), Answer, new ChatConfiguration(emulated.Chat),
            cancellationToken: TestTimeouts.Token);

        NumericMetric correctness = result.Get<NumericMetric>(Correctness.Name);
        Assert.Equal((4, "Correct but short."), (correctness.Value, correctness.Reason));
        Assert.False(correctness.Interpretation!.Failed);
        Assert.Equal(5, result.Get<NumericMetric>(Length.Name).Value);
        Assert.Contains("What color is the sky?", Assert.Single(emulated.Requests).Text, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task MetricMetadata_OfTheJudgesResponse_HasModelAndTokens(string provider)
    {
        await using EmulatedChat emulated = await EmulatedChat.StartAsync(provider, Reply.Text("4").WithUsage(12, 7));
        var metric = new NumericMetric("any", 4);

        ChatResponse response = await emulated.Chat.GetResponseAsync(
            [EmulatedChat.CreateUserMessage("Judge.")], cancellationToken: TestTimeouts.Token);
        metric.AddOrUpdateChatMetadata(response, TimeSpan.FromSeconds(1));

        Assert.Equal(response.ModelId, metric.Metadata!["eval-model"]);
        Assert.Equal(("12", "7"), (metric.Metadata["eval-input-tokens"], metric.Metadata["eval-output-tokens"]));
    }

    [Fact]
    public async Task Evaluator_WhoseJudgeFails_ThrowsTheClientsException()
    {
        await using EmulatedChat emulated = await EmulatedChat.StartAsync(Reply.Error(402, "No credits left."));

        await Assert.ThrowsAsync<MiniMaxInsufficientCreditsException>(async () => await new Correctness().EvaluateAsync(
            EmulatedChat.CreateUserMessage("What color is the sky?"), Answer, new ChatConfiguration(emulated.Chat),
            cancellationToken: TestTimeouts.Token));
    }

    private static ChatResponse Answer => new(new AIMessage(AIRole.Assistant, "Blue."));

    /// <summary>Asks the judge for a verdict in a schema.</summary>
    private sealed class Correctness : IEvaluator
    {
        public const string Name = "Correctness";

        public IReadOnlyCollection<string> EvaluationMetricNames => [Name];

        public async ValueTask<EvaluationResult> EvaluateAsync(
            IEnumerable<AIMessage> messages, ChatResponse modelResponse, ChatConfiguration? chatConfiguration = null,
            IEnumerable<EvaluationContext>? additionalContext = null, CancellationToken cancellationToken = default)
        {
            ChatResponse<Judgment> verdict = await chatConfiguration!.ChatClient.GetResponseAsync<Judgment>(
                [
                    new(AIRole.System, "Rate the answer from 1 to 5."),
                    new(AIRole.User, $"{messages.RenderText()}\nAnswer:\n{modelResponse.RenderText()}"),
                ],
                cancellationToken: cancellationToken);
            var metric = new NumericMetric(Name, verdict.Result.Score, verdict.Result.Reason);
            metric.Interpretation = new(
                metric.Value >= 4 ? EvaluationRating.Good : EvaluationRating.Poor, failed: metric.Value < 4);
            metric.AddOrUpdateChatMetadata(verdict);
            return new(metric);
        }

        private sealed record Judgment(double Score, string Reason);
    }

    /// <summary>Needs no judge.</summary>
    private sealed class Length : IEvaluator
    {
        public const string Name = "Length";

        public IReadOnlyCollection<string> EvaluationMetricNames => [Name];

        public ValueTask<EvaluationResult> EvaluateAsync(
            IEnumerable<AIMessage> messages, ChatResponse modelResponse, ChatConfiguration? chatConfiguration = null,
            IEnumerable<EvaluationContext>? additionalContext = null, CancellationToken cancellationToken = default) =>
            new(new EvaluationResult(new NumericMetric(Name, modelResponse.Text.Length)));
    }
}
