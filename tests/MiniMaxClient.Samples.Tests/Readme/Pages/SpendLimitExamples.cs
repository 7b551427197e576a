#region usings
using MiniMaxClient;
#endregion
using MiniMaxClient.Testing;

namespace ReadmeCode.SpendLimitPage;

/// <summary>The guide to the spend limit.</summary>
internal sealed class SpendLimitExamples(MiniMaxEmulator emulator, CancellationToken cancellationToken)
    : PageExamples(emulator, cancellationToken)
{
    public async Task Limit()
    {
        var request = new ChatCompletionRequest { Model = MiniMaxModels.M3_1_Flash, Messages = [ChatMessage.User("Hi")] };

        #region budget
        var prices = new ModelPrices();
        prices.Set(MiniMaxModels.M3_1_Flash, new ModelPrice { Input = 0.15m, Output = 0.60m });   // USD per million tokens
        var options = new ChatCompletionsClientOptions
        {
            SpendLimit = new SpendLimit(5.00m, TimeSpan.FromDays(1)),                             // USD within a window
            Prices = prices,
        };
        using var client = new ChatCompletionsClient(new MiniMaxAdapter(apiKey, new() { BaseAddress = emulator.MiniMax }), options);
        try
        {
            await client.StreamAsync(request, cancellationToken).ToCompletionAsync();
        }
        catch (MiniMaxBudgetException e)
        {
            Console.WriteLine($"{e.Spent} of {e.Limit} USD are spent.");
            Console.WriteLine(e.RetryAfter is { } wait ? $"The next window begins in {wait}." : e.Message);
            Console.WriteLine(e.Partial?.Text);      // what was received before a stream was stopped
        }
        #endregion
        Assert.True(options.SpendLimit.Spent > 0);
        Assert.Equal([""], Output);
    }

    public async Task UnknownCostIsSent()
    {
        var adapter = new RunApiAdapter(apiKey, new() { BaseAddress = emulator.RunApi });
        using (var strict = new ChatCompletionsClient(adapter, new() { SpendLimit = new SpendLimit(5, TimeSpan.FromDays(1)) }))
        {
            MiniMaxBudgetException e = await Assert.ThrowsAsync<MiniMaxBudgetException>(
                () => strict.CompleteAsync("Hi", MiniMaxModels.M3, cancellationToken));
            Assert.Null(e.RetryAfter);
            Assert.Contains(MiniMaxModels.M3, e.Message, StringComparison.Ordinal);
        }

        #region unknown-cost
        var lenient = new SpendLimit(5.00m, TimeSpan.FromDays(1)) { UnknownCost = UnknownCost.Warn };
        #endregion
        using var client = new ChatCompletionsClient(adapter, new() { SpendLimit = lenient });
        await client.CompleteAsync("Hi", MiniMaxModels.M3, cancellationToken);
        Assert.Equal(0, lenient.Spent);
    }
}
