using MiniMaxClient.Testing;

namespace MiniMaxClient.Samples.ProviderCheck;

/// <summary>Selects what is checked from the command line and the environment, and starts the emulator if it is used.</summary>
internal sealed class TargetSelection : IAsyncDisposable
{
    private readonly MiniMaxEmulator? _emulator;

    private TargetSelection(IReadOnlyList<Target> targets, MiniMaxEmulator? emulator = null)
    {
        Targets = targets;
        _emulator = emulator;
    }

    /// <summary>Gets the targets; those of one provider follow each other.</summary>
    public IReadOnlyList<Target> Targets { get; }

    /// <summary>Gets the reasons why providers whose keys are set are not checked.</summary>
    public IReadOnlyList<string> Skipped { get; private init; } = [];

    /// <summary>Selects the targets.</summary>
    /// <exception cref="UsageException">A name or an address is not valid.</exception>
    public static async Task<TargetSelection> CreateAsync(
        CheckOptions options, Func<string, string?> readVariable, CancellationToken cancellationToken)
    {
        ProviderEntry? named = options.Provider is { } name
            ? Providers.All.FirstOrDefault(entry => entry.Name == name)
                ?? throw new UsageException($"--provider is '{name}' but must be one of {string.Join(", ", Names)}.")
            : null;
        Uri? address = ParseAddress(options.Address);
        if (address is not null && named is null)
            return new([CreateHost(options, address, readVariable(Providers.HostKeyVariable))]);

        if (options.UsesEmulator)
            return await CreateEmulatedAsync(options, named, "emulator", cancellationToken);
        (ProviderEntry Entry, string Variable)[] found =
        [
            .. from entry in named is null ? Providers.All : [named]
               let variable = FindVariable(entry, readVariable)
               where variable is not null
               select (entry, variable),
        ];
        if (found.Length == 0)
        {
            return named is null
                ? await CreateEmulatedAsync(options, null, "emulator, no API key is set", cancellationToken)
                : throw new UsageException(
                    $"The API key of {named.Name} must be in {string.Join(" or ", named.KeyVariables)}; "
                    + "without one, use --emulator.");
        }

        string[] skipped =
        [
            .. from one in found
               where !SelectProtocols(one.Entry, options).Any()
               select $"{one.Entry.Name} has no Messages endpoint.",
        ];
        if (skipped.Length == found.Length)
            throw new UsageException(string.Join(' ', skipped));
        return new(
        [
            .. from one in found
               from target in CreateTargets(one.Entry, options, readVariable(one.Variable)!, address, $"key in {one.Variable}")
               select target,
        ])
        {
            Skipped = skipped,
        };
    }

    private static async Task<TargetSelection> CreateEmulatedAsync(
        CheckOptions options, ProviderEntry? named, string source, CancellationToken cancellationToken)
    {
        ProviderEntry entry = named ?? Providers.All.First(one => SelectProtocols(one, options).Any());
        if (!SelectProtocols(entry, options).Any())
            throw new UsageException($"{entry.Name} has no Messages endpoint.");
        MiniMaxEmulator emulator = await MiniMaxEmulator.StartAsync(
            new() { Responder = new EmulatedModel().CreateReply }, cancellationToken);
        // The files of the emulator do not replace those of the provider.
        return new(
            [
                .. CreateTargets(entry, options, emulator.ApiKey, entry.GetEmulatorAddress(emulator), source)
                    .Select(static target => target with { FileName = target.FileName + "-emulator" }),
            ],
            emulator);
    }

    public async ValueTask DisposeAsync()
    {
        if (_emulator is not null)
            await _emulator.DisposeAsync();
    }

    private static IEnumerable<string> Names => Providers.All.Select(static entry => entry.Name);

    private static string? FindVariable(ProviderEntry entry, Func<string, string?> readVariable) =>
        entry.KeyVariables.FirstOrDefault(name => !string.IsNullOrWhiteSpace(readVariable(name)));

    private static IEnumerable<WireProtocol> SelectProtocols(ProviderEntry entry, CheckOptions options) =>
        entry.Protocols.Where(protocol => protocol == WireProtocol.Chat ? !options.OnlyMessages : !options.OnlyChat);

    private static IEnumerable<Target> CreateTargets(
        ProviderEntry entry, CheckOptions options, string key, Uri? address, string source) =>
        SelectProtocols(entry, options).Select(protocol => Validate(options, new(
            entry.Name,
            protocol,
            options.Model ?? entry.DefaultModel,
            source,
            key,
            key => entry.CreateAdapter(key!, address, protocol))));

    private static Target CreateHost(CheckOptions options, Uri address, string? key) => Validate(options, new(
        Providers.Host,
        options.OnlyMessages ? WireProtocol.Messages : WireProtocol.Chat,
        options.Model ?? MiniMaxModels.M3_1_Flash,
        key is null ? $"no key, {Providers.HostKeyVariable} is not set" : $"key in {Providers.HostKeyVariable}",
        key,
        key => options.OnlyMessages
            ? new AnthropicCompatibleAdapter(Providers.Host, address, key)
            : new OpenAICompatibleAdapter(Providers.Host, address, key))
    {
        FileName = address.IsDefaultPort ? address.Host : $"{address.Host}-{address.Port}",
    });

    private static Target Validate(CheckOptions options, Target target)
    {
        try
        {
            ProviderAdapter adapter = target.CreateAdapter(target.Key);
            ModelPrice? price = options.Price ?? SpendCeiling.FindListPrice(adapter, target.Model);
            return target with { Price = price, HasAssumedPrice = price is null && adapter is not IPriceListAdapter };
        }
        catch (ArgumentException e)
        {
            throw new UsageException($"{target.Provider}: {e.Message}");
        }
    }

    private static Uri? ParseAddress(string? text) =>
        text is null ? null
        : Uri.TryCreate(text, UriKind.Absolute, out Uri? address) && address.Scheme is "http" or "https" ? address
        : throw new UsageException("--address must be an absolute URL with http or https.");
}
