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

        ProviderEntry[] candidates = named is null
            ? [.. Providers.All.Where(entry => SelectProtocols(entry, options).Any())]
            : [named];
        Target[] targets =
        [
            .. from entry in candidates
               let variable = FindVariable(entry, readVariable)
               where variable is not null
               from target in CreateTargets(entry, options, readVariable(variable)!, address, $"key in {variable}")
               select target,
        ];
        if (targets.Length > 0)
            return new(targets);
        if (address is not null)
            throw new UsageException($"The API key of {named!.Name} must be in {string.Join(" or ", named.KeyVariables)}.");
        MiniMaxEmulator emulator = await MiniMaxEmulator.StartAsync(
            new() { Responder = new EmulatedModel().CreateReply }, cancellationToken);
        ProviderEntry emulated = candidates[0];
        Uri emulatorAddress = emulated.GetEmulatorAddress(emulator);
        return new(
            [.. CreateTargets(emulated, options, emulator.ApiKey, emulatorAddress, "emulator, no API key is set")], emulator);
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
        ProviderEntry entry, CheckOptions options, string key, Uri? address, string source)
    {
        WireProtocol[] protocols = [.. SelectProtocols(entry, options)];
        if (protocols.Length == 0)
            throw new UsageException($"{entry.Name} has no Messages endpoint.");
        return protocols.Select(protocol => Validate(new(
            entry.Name,
            protocol,
            options.Model ?? entry.DefaultModel,
            source,
            key,
            key => entry.CreateAdapter(key!, address, protocol))));
    }

    private static Target CreateHost(CheckOptions options, Uri address, string? key) => Validate(new(
        Providers.Host,
        options.OnlyMessages ? WireProtocol.Messages : WireProtocol.Chat,
        options.Model ?? MiniMaxModels.M3_1_Flash,
        key is null ? $"no key, {Providers.HostKeyVariable} is not set" : $"key in {Providers.HostKeyVariable}",
        key,
        key => options.OnlyMessages
            ? new AnthropicCompatibleAdapter(Providers.Host, address, key)
            : new OpenAICompatibleAdapter(Providers.Host, address, key)));

    private static Target Validate(Target target)
    {
        try
        {
            target.CreateAdapter(target.Key);
            return target;
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
