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
        prices.AddMiniMaxListPrices();                                     // as of 30 November 2026
        var options = new ChatCompletionsClientOptions
        {
            SpendLimit = new SpendLimit(5.00m, TimeSpan.FromDays(1)),      // USD within a window
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

    public async Task Prices()
    {
        var prices = new ModelPrices();

        #region price
        prices.Set(MiniMaxModels.M3, new ModelPrice(0.30m, 1.20m)          // input and output, USD per million tokens
        {
            CachedInput = 0.06m,                                           // read from the cache
            CacheWriteInput = 0.375m,                                      // written to the cache
            Tiers = [new() { AbovePromptTokens = 512_000, Input = 0.60m, Output = 2.40m, CachedInput = 0.12m }],
            PriorityFactor = 1.5m,                                         // service_tier: priority
        });
        #endregion
        Assert.Equal(
            0.6m, prices.Find(MiniMaxModels.M3)!.CalculateCost(new() { PromptTokens = 1_000_000, CompletionTokens = 0 }));

        #region list
        var options = new ChatCompletionsClientOptions { Prices = prices };
        using var runApi = new ChatCompletionsClient(new RunApiAdapter(apiKey, new() { BaseAddress = emulator.RunApi }), options);
        IReadOnlyDictionary<string, ModelPrice> listed = await runApi.ListPricesAsync(cancellationToken);
        #endregion
        Assert.Equal(listed[MiniMaxModels.M2_1], prices.Find(MiniMaxModels.M2_1, "runapi"));
        Assert.Equal(0.30m, prices.Find(MiniMaxModels.M3, "runapi")!.Input);
    }

    public async Task Balance()
    {
        using var client = new ChatCompletionsClient(new MiniMaxAdapter(apiKey, new() { BaseAddress = emulator.MiniMax }));

        #region balance
        AccountBalance balance = await client.GetBalanceAsync(cancellationToken);
        if (balance.Amount is { } amount)
            Console.WriteLine($"{amount} {balance.Currency}");
        foreach (UsageWindow window in balance.Windows)
            Console.WriteLine($"{window.Model}, {window.Kind}: {window.RemainingPercent} % left until {window.ResetsAt:u}");
        #endregion
        Assert.StartsWith("general, FiveHours: 100 % left until 20", Output[0], StringComparison.Ordinal);
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
